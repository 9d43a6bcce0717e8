import { defineKind, flag, isReactive, name, nonNegativeInteger, snapshotAt } from "@anneal/core";
import type { Json } from "@anneal/core";
import { Document } from "./document.ts";
import type { ImportedState } from "./imported.ts";
import type { Settings } from "./settings.ts";
import { baseRateOf, read } from "./torchClasses.ts";

/** Options of {@link fromTorch}. */
export interface FromTorchOptions {
  /** The class, as `"StepLR"`. @defaultValue recognised by the keys of the state */
  readonly scheduler?: string | undefined;
  /** Which parameter group's rate, from 0. @defaultValue `0` */
  readonly group?: number | undefined;
  /** `param_groups` of the optimizer's `state_dict()`: `OneCycleLR` and `SWALR` keep rates there. @defaultValue none */
  readonly paramGroups?: readonly unknown[] | undefined;
  /** Name of the metric that a plateau watches. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** Whether the rate that the state ended with must be the schedule's. @defaultValue `true` */
  readonly verify?: boolean | undefined;
}

interface CheckedOptions extends Required<FromTorchOptions> {
  readonly group: number;
  readonly paramGroups: readonly unknown[];
}

const optionsOf = /* @__PURE__ */ defineKind<
  FromTorchOptions,
  FromTorchOptions,
  (options: FromTorchOptions) => CheckedOptions
>(
  "fromTorch",
  {
    package: "@anneal/import",
    options: {
      scheduler: name,
      group: nonNegativeInteger,
      paramGroups: { type: "object", rule: "an array of parameter groups", accepts: Array.isArray },
      monitor: name,
      verify: flag,
    },
    defaults: {
      scheduler: undefined,
      group: 0,
      paramGroups: [],
      monitor: undefined,
      verify: true,
    },
    build: (options) => options,
  },
  (options) => options,
);

/** Whether it is the state of a scheduler of PyTorch. */
export const isTorch = (settings: Settings): boolean =>
  (settings.has("last_epoch") && (settings.has("base_lrs") || settings.has("num_bad_epochs"))) ||
  Array.isArray(settings.get("_schedulers"));

/** How many steps a scheduler has made; a chain counts none, its parts do. */
const stepOf = (state: Document): number =>
  state.has("_schedulers") && !state.has("_milestones")
    ? stepOf(state.insides("_schedulers")[0]!)
    : state.count("last_epoch");

/** The state of a plateau after what torch has seen. */
function plateauState(state: Document, initial: unknown): Json {
  const best = state.get("best");
  return {
    ...(initial as Record<string, Json>),
    // Before the first metric it is infinite, which JSON writes in one way or another.
    best: Number.isFinite(best) ? (best as number) : null,
    bad: state.count("num_bad_epochs"),
    cooldown: state.count("cooldown_counter"),
    step: state.count("last_epoch") || null,
  };
}

/**
 * A PyTorch scheduler from its `state_dict()`, with the step that it had reached.
 *
 * ```text
 * json.dumps(scheduler.state_dict())   in Python, and the text or what JSON.parse makes of it here
 * ```
 *
 * The class is recognised by its keys, that of the children of `SequentialLR` and `ChainedScheduler` too. Nothing is called
 * or written that is in the document.
 *
 * @param stateDict - The state, or JSON text of it, in which infinities and NaN may stand as Python writes them.
 * @param options - See {@link FromTorchOptions}.
 * @returns The schedule of the preset of `torch` for the class, its step, and a snapshot to go on from; see {@link ImportedState}.
 * @throws {TypeError} If the document is not what a scheduler of torch saves, names an unknown class, or is of one whose curve
 *   is a function (`LambdaLR`, `MultiplicativeLR`), with the path to what is wrong.
 * @throws {RangeError} If a value is out of range, or if the last rate in the state is not the schedule's: it was changed from
 *   outside, PyTorch is one of those that differ on purpose, or a `CyclicLR` had a `scale_fn`, of which the state says nothing.
 *
 * @example
 * ```ts
 * const { learningRate, snapshot } = fromTorch({ step_size: 3, gamma: 0.5, base_lrs: [0.1], last_epoch: 4 });
 * learningRate.spec; // => { kind: "step", initial: 0.1, every: 3, factor: 0.5, min: 0 }
 * snapshot.step; // => 4
 * ```
 */
export function fromTorch(stateDict: unknown, options: FromTorchOptions = {}): ImportedState {
  const { scheduler, group, paramGroups, monitor, verify } = optionsOf(options);
  const state = Document.of("fromTorch", "stateDict", stateDict);
  const context = { group, paramGroups, monitor, depth: 0, count: { states: 0 } };
  const schedule = read(state, scheduler, context);
  const step = stepOf(state);
  if (verify && !isReactive(schedule) && state.has("_last_lr")) {
    // Warm restarts may be told a part of an epoch, which only their place in the cycle shows.
    const at = step + (state.has("T_cur") ? state.number("T_cur") % 1 : 0);
    const [theirs, ours] = [state.amountAt("_last_lr", group), schedule(at)];
    // Torch makes a rate of the one before it: what is left of one that ended at 0 is the rounding of the first.
    const rounding = 1e-12 * baseRateOf(state, group);
    if (Math.abs(theirs - ours) > 1e-6 * Math.max(theirs, ours) + rounding) {
      throw new RangeError(
        `@anneal/import: fromTorch: stateDict._last_lr[${group}] must be ${ours}, the rate at step ${at}, got ${theirs}: it was changed from outside, or PyTorch differs here (see the README); verify: false reads it all the same`,
      );
    }
  }
  const reached = isReactive(schedule) ? plateauState(state, schedule.initial) : null;
  return {
    format: "torch",
    learningRate: schedule,
    per: "step",
    snapshot: snapshotAt(schedule, step, reached),
    notes: [
      "a step is one of the scheduler's own: an update or an epoch, as often as its step() was called",
      ...(state.has("_last_lr") && verify
        ? []
        : ["the rate that the state ended with was not compared"]),
    ],
  };
}
