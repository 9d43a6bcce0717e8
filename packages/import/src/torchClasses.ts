import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { Document } from "./document.ts";
import { didYouMean, show } from "./show.ts";
import { groupOf, milestonesOf, strategyOf } from "./torchState.ts";
import type { StateContext } from "./torchState.ts";
import {
  torchChainedScheduler,
  torchConstantLR,
  torchCosineAnnealingLR,
  torchCosineAnnealingWarmRestarts,
  torchCyclicLR,
  torchExponentialLR,
  torchLinearLR,
  torchMultiStepLR,
  torchOneCycleLR,
  torchPolynomialLR,
  torchReduceLROnPlateau,
  torchSequentialLR,
  torchStepLR,
  torchSwaLR,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";

const mostSchedulers = 1000;
const deepest = 8;

type Read = (state: Document, context: StateContext) => Schedule | ReactiveSchedule;

/** A name of Python in camel case: `step_size` is `stepSize`, `T_max` is `tMax`. */
const camelCase = (name: string): string =>
  name
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase());

/** Reads a class whose state has all that its preset takes, under the same names. */
const plainly =
  (preset: DefinedPreset, ...keys: readonly string[]): Read =>
  (state, { group }) =>
    build(state, preset, { lr: [state.amountAt("base_lrs", group), `base_lrs[${group}]`] }, keys);

/**
 * Builds a preset.
 *
 * @param values - Options with the keys they are from.
 * @param keys - The keys whose values are options as they are; none may be missing, because torch saves all.
 */
function build(
  state: Document,
  preset: DefinedPreset,
  values: Readonly<Record<string, readonly [value: unknown, key: string]>>,
  keys: readonly string[] = [],
): Schedule | ReactiveSchedule {
  const all = new Map(Object.entries(values));
  for (const key of keys) {
    if (!state.has(key)) state.refuse(key, "given, as torch saves it");
    all.set(camelCase(key), [state.get(key), key]);
  }
  const options = Object.fromEntries([...all].map(([option, [value]]) => [option, value]));
  return state.create(preset, options, (option) => all.get(option)?.[1] ?? option);
}

const withoutCurve: Read = (state) =>
  state.refuse(
    "lr_lambdas",
    "left out: the functions of LambdaLR and MultiplicativeLR are not in a state_dict; write the preset with yours, or if Hugging Face saved it in its scheduler.pt, read the arguments of the training with fromTransformers",
  );

/** Reads the states of children, deeper than this one. */
function childrenOf(state: Document, context: StateContext): (Schedule | ReactiveSchedule)[] {
  const depth = context.depth + 1;
  if (depth > deepest) {
    state.refuse("_schedulers", `nested at most ${deepest} deep`, RangeError);
  }
  return state.insides("_schedulers").map((child) => {
    if (++context.count.states > mostSchedulers) {
      state.refuse("_schedulers", `at most ${mostSchedulers} in all`, RangeError);
    }
    return read(child, undefined, { ...context, depth });
  });
}

/** The base rate of a scheduler, or of the first of its children that has one. */
export const baseRateOf = (state: Document, group: number, depth = 0): number =>
  state.has("base_lrs") || depth > deepest
    ? state.amountAt("base_lrs", group)
    : baseRateOf(state.insides("_schedulers")[0] ?? state, group, depth + 1);

/** Every class, with what its state alone has, in the order of recognition. */
const classes: Readonly<Record<string, { readonly keys: readonly string[]; readonly read: Read }>> =
  {
    SequentialLR: {
      keys: ["_schedulers", "_milestones"],
      read: (state, context) =>
        build(state, torchSequentialLR, {
          schedulers: [childrenOf(state, context), "_schedulers"],
          milestones: [state.list("_milestones"), "_milestones"],
        }),
    },
    ChainedScheduler: {
      keys: ["_schedulers"],
      read: (state, context) =>
        build(state, torchChainedScheduler, {
          lr: [baseRateOf(state, context.group), "_schedulers[0].base_lrs"],
          schedulers: [childrenOf(state, context), "_schedulers"],
        }),
    },
    ReduceLROnPlateau: {
      keys: ["num_bad_epochs", "mode_worse"],
      read: (state, { group, monitor }) =>
        build(
          state,
          torchReduceLROnPlateau,
          {
            // The rate before the first reduction is not in the state. The rate now is, and a plateau only ever multiplies it.
            lr: [state.amountAt("_last_lr", group), `_last_lr[${group}]`],
            minLr: [state.amountAt("min_lrs", group), `min_lrs[${group}]`],
            monitor: [monitor, "monitor"],
          },
          ["mode", "factor", "patience", "threshold", "threshold_mode", "cooldown", "eps"],
        ),
    },
    LambdaLR: { keys: ["lr_lambdas"], read: withoutCurve },
    MultiplicativeLR: { keys: ["lr_lambdas"], read: withoutCurve },
    OneCycleLR: {
      keys: ["_schedule_phases"],
      read(state, context) {
        const { group } = context;
        const rates = groupOf(state, "_schedule_phases", "max_lr and min_lr", context);
        const strategy = strategyOf(state, "_anneal_func_type");
        const ends = state.insides("_schedule_phases").map((phase) => phase.number("end_step"));
        const initial = state.amountAt("base_lrs", group);
        const [top, bottom] = [rates.amount("max_lr"), rates.amount("min_lr")];
        if (ends.length !== 2 && ends.length !== 3) {
          state.refuse("_schedule_phases", "an array of 2 or 3 phases", RangeError);
        }
        const last = ends.at(-1)!;
        // No two options from one place, because an error names the place.
        return build(state, torchOneCycleLR, {
          maxLr: [top, "max_lr of its parameter group"],
          totalSteps: [last + 1, `_schedule_phases[${ends.length - 1}].end_step`],
          pctStart: [(ends[0]! + 1) / (last + 1), "_schedule_phases[0].end_step"],
          annealStrategy: [strategy, "_anneal_func_type"],
          divFactor: [top / initial, `base_lrs[${group}]`],
          finalDivFactor: [initial / bottom, "min_lr of its parameter group"],
          threePhase: [ends.length === 3, "_schedule_phases.length"],
        });
      },
    },
    CyclicLR: {
      keys: ["total_size", "step_ratio"],
      read(state, { group }) {
        if ((state.get("_scale_fn_custom") ?? null) !== null) {
          state.refuse("_scale_fn_custom", "null: a state_dict holds no function");
        }
        const total = state.number("total_size");
        const up = total * state.number("step_ratio");
        const whole = Math.round(up);
        // The ratio is rounded, the step that it stands for is seldom not whole.
        const stepSizeUp = Math.abs(up - whole) < total * 2 ** -50 ? whole : up;
        return build(
          state,
          torchCyclicLR,
          {
            baseLr: [state.amountAt("base_lrs", group), `base_lrs[${group}]`],
            maxLr: [state.amountAt("max_lrs", group), `max_lrs[${group}]`],
            stepSizeUp: [stepSizeUp, "step_ratio"],
            stepSizeDown: [total - stepSizeUp, "total_size"],
          },
          ["mode", "gamma"],
        );
      },
    },
    CosineAnnealingWarmRestarts: {
      keys: ["T_0", "T_mult"],
      read: /* @__PURE__ */ plainly(torchCosineAnnealingWarmRestarts, "T_0", "T_mult", "eta_min"),
    },
    CosineAnnealingLR: {
      keys: ["T_max"],
      read: /* @__PURE__ */ plainly(torchCosineAnnealingLR, "T_max", "eta_min"),
    },
    StepLR: {
      keys: ["step_size"],
      read: /* @__PURE__ */ plainly(torchStepLR, "step_size", "gamma"),
    },
    MultiStepLR: {
      keys: ["milestones"],
      read: (state, { group }) =>
        build(
          state,
          torchMultiStepLR,
          {
            lr: [state.amountAt("base_lrs", group), `base_lrs[${group}]`],
            milestones: [milestonesOf(state), "milestones"],
          },
          ["gamma"],
        ),
    },
    SWALR: {
      keys: ["anneal_epochs", "_anneal_strategy"],
      read: (state, context) =>
        build(
          state,
          torchSwaLR,
          {
            lr: [state.amountAt("base_lrs", context.group), `base_lrs[${context.group}]`],
            swaLr: [
              groupOf(state, "anneal_epochs", "swa_lr", context).number("swa_lr"),
              "swa_lr of its parameter group",
            ],
            annealStrategy: [strategyOf(state, "_anneal_strategy"), "_anneal_strategy"],
          },
          ["anneal_epochs"],
        ),
    },
    LinearLR: {
      keys: ["start_factor", "end_factor"],
      read: /* @__PURE__ */ plainly(torchLinearLR, "start_factor", "end_factor", "total_iters"),
    },
    ConstantLR: {
      keys: ["factor", "total_iters"],
      read: /* @__PURE__ */ plainly(torchConstantLR, "factor", "total_iters"),
    },
    PolynomialLR: {
      keys: ["total_iters", "power"],
      read: /* @__PURE__ */ plainly(torchPolynomialLR, "total_iters", "power"),
    },
    ExponentialLR: {
      keys: ["gamma", "base_lrs"],
      read: /* @__PURE__ */ plainly(torchExponentialLR, "gamma"),
    },
  };

/** Makes the schedule of a state, whose class is recognised by its keys unless it is told. */
export function read(
  state: Document,
  scheduler: string | undefined,
  context: StateContext,
): Schedule | ReactiveSchedule {
  const name =
    // With its module, as Python shows it.
    scheduler?.slice(scheduler.lastIndexOf(".") + 1) ??
    Object.keys(classes).find((each) => classes[each]!.keys.every((key) => state.has(key)));
  if (name === undefined || !Object.hasOwn(classes, name)) {
    throw new TypeError(
      `@anneal/import: fromTorch: the scheduler must be one of ${Object.keys(classes).join(", ")}, got ${
        name === undefined ? "a state that is none of them" : show(name)
      }${didYouMean(name, Object.keys(classes))}`,
    );
  }
  const missing = classes[name]!.keys.find((key) => !state.has(key));
  if (missing !== undefined) state.refuse(missing, `given in the state of a ${name}`);
  return classes[name]!.read(state, context);
}
