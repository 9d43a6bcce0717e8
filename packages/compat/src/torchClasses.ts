import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { Document } from "./document.ts";
import { chainedScheduler } from "./torch/chainedScheduler.ts";
import { constantLR } from "./torch/constantLR.ts";
import { cosineAnnealingLR } from "./torch/cosineAnnealingLR.ts";
import { cosineAnnealingWarmRestarts } from "./torch/cosineAnnealingWarmRestarts.ts";
import { cyclicLR } from "./torch/cyclicLR.ts";
import { exponentialLR } from "./torch/exponentialLR.ts";
import { linearLR } from "./torch/linearLR.ts";
import { multiStepLR } from "./torch/multiStepLR.ts";
import { oneCycleCourse } from "./torch/oneCycleCourse.ts";
import { polynomialLR } from "./torch/polynomialLR.ts";
import { reduceLROnPlateau } from "./torch/reduceLROnPlateau.ts";
import { sequentialLR } from "./torch/sequentialLR.ts";
import { stepLR } from "./torch/stepLR.ts";
import { swaLR } from "./torch/swaLR.ts";

const mostDrops = 10_000;
const deepest = 8;

/** What a state is read with beside itself. */
export interface Context {
  /** Which parameter group's rate, from 0. */
  readonly group: number;
  /** The parameter groups of the optimizer; there may be none. */
  readonly paramGroups: readonly unknown[];
  /** Name of the metric that a plateau watches; `undefined` for that of the preset. */
  readonly monitor: string | undefined;
  /** How many states this one is inside of. */
  readonly depth: number;
}

type Read = (state: Document, context: Context) => Schedule | ReactiveSchedule;

/** Milestones as torch counts them, from steps to how often each is there, or as a list. */
function milestonesOf(state: Document): number[] {
  if (Array.isArray(state.get("milestones"))) return state.list("milestones") as number[];
  const counted = state.inside("milestones");
  const steps: number[] = [];
  for (const key of counted.keys()) {
    const count = counted.count(key);
    if (steps.length + count > mostDrops) {
      state.refuse("milestones", `at most ${String(mostDrops)} in all`, RangeError);
    }
    steps.push(...Array<number>(count).fill(Number(key)));
  }
  return steps;
}

/** Reads a class whose state has all that its preset takes. */
const plainly =
  (preset: { create?(options: object): unknown }, ...keys: readonly string[]): Read =>
  (state, { group }) => {
    const wanted = state.keys().filter((key) => !keys.includes(key));
    const options = { lr: state.numberAt("base_lrs", group), ...state.options(wanted) };
    return preset.create!(options) as Schedule;
  };

const withoutCurve: Read = (state) =>
  state.refuse(
    "lr_lambdas",
    "left out: the functions of LambdaLR and MultiplicativeLR are not in a state_dict; write the preset with yours",
  );

/** What the optimizer holds of a scheduler: a parameter group. */
function groupOf(
  state: Document,
  key: string,
  names: string,
  { group, paramGroups }: Context,
): Document {
  if (paramGroups[group] === undefined) {
    state.refuse(
      key,
      `read with paramGroups, those of the optimizer, of which group ${String(group)} holds ${names}`,
    );
  }
  return Document.of("fromTorch", `paramGroups[${String(group)}]`, paramGroups[group]);
}

function strategyOf(state: Document, key: string): "cos" | "linear" {
  const strategy = state.text(key);
  return strategy === "cos" || strategy === "linear"
    ? strategy
    : state.refuse(key, '"cos" or "linear"', RangeError);
}

/** Reads the states of children, deeper than this one. */
function childrenOf(state: Document, context: Context): (Schedule | ReactiveSchedule)[] {
  const depth = context.depth + 1;
  if (depth > deepest) {
    state.refuse("_schedulers", `nested at most ${String(deepest)} deep`, RangeError);
  }
  return state.insides("_schedulers").map((child) => read(child, undefined, { ...context, depth }));
}

/** The base rate of a scheduler, or of the first of its children that has one. */
const baseRateOf = (state: Document, group: number, depth = 0): number =>
  state.has("base_lrs") || depth > deepest
    ? state.numberAt("base_lrs", group)
    : baseRateOf(state.insides("_schedulers")[0] ?? state, group, depth + 1);

/** Every class, with what its state alone has, in the order of recognition. */
const classes: Readonly<Record<string, { readonly keys: readonly string[]; readonly read: Read }>> =
  {
    SequentialLR: {
      keys: ["_schedulers", "_milestones"],
      read: (state, context) =>
        sequentialLR({
          schedulers: childrenOf(state, context),
          milestones: state.list("_milestones") as number[],
        }),
    },
    ChainedScheduler: {
      keys: ["_schedulers"],
      read: (state, context) =>
        chainedScheduler({
          lr: baseRateOf(state, context.group),
          schedulers: childrenOf(state, context),
        }),
    },
    ReduceLROnPlateau: {
      keys: ["num_bad_epochs", "mode_worse"],
      read: (state, { group, monitor }) =>
        reduceLROnPlateau({
          // What it was before is not in the state, and does not matter.
          lr: state.numberAt("_last_lr", group),
          minLr: state.numberAt("min_lrs", group),
          ...(state.options(
            state
              .keys()
              .filter(
                (key) =>
                  ![
                    "mode",
                    "factor",
                    "patience",
                    "threshold",
                    "threshold_mode",
                    "cooldown",
                    "eps",
                  ].includes(key),
              ),
          ) as object),
          monitor,
        }),
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
        const initial = state.numberAt("base_lrs", group);
        const [top, bottom] = [rates.number("max_lr"), rates.number("min_lr")];
        if (ends.length !== 2 && ends.length !== 3) {
          state.refuse("_schedule_phases", "an array of 2 or 3 phases", RangeError);
        }
        const values = ends.length === 3 ? [initial, top, initial, bottom] : [initial, top, bottom];
        return oneCycleCourse(ends, values, strategy);
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
        return cyclicLR.create!({
          baseLr: state.numberAt("base_lrs", group),
          maxLr: state.numberAt("max_lrs", group),
          stepSizeUp,
          stepSizeDown: total - stepSizeUp,
          mode: state.get("mode"),
          gamma: state.get("gamma"),
        }) as Schedule;
      },
    },
    CosineAnnealingWarmRestarts: {
      keys: ["T_0", "T_mult"],
      read: /* @__PURE__ */ plainly(cosineAnnealingWarmRestarts, "T_0", "T_mult", "eta_min"),
    },
    CosineAnnealingLR: {
      keys: ["T_max"],
      read: /* @__PURE__ */ plainly(cosineAnnealingLR, "T_max", "eta_min"),
    },
    StepLR: { keys: ["step_size"], read: /* @__PURE__ */ plainly(stepLR, "step_size", "gamma") },
    MultiStepLR: {
      keys: ["milestones"],
      read: (state, { group }) =>
        multiStepLR({
          lr: state.numberAt("base_lrs", group),
          milestones: milestonesOf(state),
          gamma: state.number("gamma"),
        }),
    },
    SWALR: {
      keys: ["anneal_epochs", "_anneal_strategy"],
      read: (state, context) =>
        swaLR({
          lr: state.numberAt("base_lrs", context.group),
          swaLr: groupOf(state, "anneal_epochs", "swa_lr", context).number("swa_lr"),
          annealEpochs: state.number("anneal_epochs"),
          annealStrategy: strategyOf(state, "_anneal_strategy"),
        }),
    },
    LinearLR: {
      keys: ["start_factor", "end_factor"],
      read: /* @__PURE__ */ plainly(linearLR, "start_factor", "end_factor", "total_iters"),
    },
    ConstantLR: {
      keys: ["factor", "total_iters"],
      read: /* @__PURE__ */ plainly(constantLR, "factor", "total_iters"),
    },
    PolynomialLR: {
      keys: ["total_iters", "power"],
      read: /* @__PURE__ */ plainly(polynomialLR, "total_iters", "power"),
    },
    ExponentialLR: {
      keys: ["gamma", "base_lrs"],
      read: /* @__PURE__ */ plainly(exponentialLR, "gamma"),
    },
  };

/** Makes the schedule of a state, whose class is recognised by its keys unless it is told. */
export function read(
  state: Document,
  scheduler: string | undefined,
  context: Context,
): Schedule | ReactiveSchedule {
  const name =
    scheduler?.replace(/^.*\./, "") ??
    Object.keys(classes).find((each) => classes[each]!.keys.every((key) => state.has(key)));
  if (name === undefined || !Object.hasOwn(classes, name)) {
    throw new TypeError(
      `@anneal/compat: fromTorch: the scheduler must be one of ${Object.keys(classes).join(", ")}, got ${
        name === undefined ? "a state that is none of them" : JSON.stringify(name)
      }`,
    );
  }
  const missing = classes[name]!.keys.find((key) => !state.has(key));
  if (missing !== undefined) state.refuse(missing, `given in the state of a ${name}`);
  return classes[name]!.read(state, context);
}
