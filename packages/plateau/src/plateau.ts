import {
  childOf,
  defineSchedule,
  name,
  nonNegative,
  nonNegativeInteger,
  oneOf,
  positive,
  positiveInteger,
  schedule as scheduleRule,
} from "@anneal/core";
import type { Composable, ReactiveSchedule, Rule } from "@anneal/core";

/** Options of {@link plateau}. */
export interface PlateauOptions {
  /** What to reduce: anything that gives a learning rate, a number or another reactive schedule included. */
  readonly schedule: Composable;
  /** Name of the metric to watch. @defaultValue `"val_loss"` */
  readonly monitor?: string | undefined;
  /** Whether the metric is to become small, as a loss, or large, as an accuracy. @defaultValue `"min"` */
  readonly mode?: "min" | "max" | undefined;
  /** What each reduction multiplies the schedule by: a number above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Number of consecutive observations without improvement that make a reduction, an integer of at least 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** How much better than the best a metric must be to count as an improvement: a finite number of at least 0. @defaultValue `1e-4` */
  readonly threshold?: number | undefined;
  /** Whether `threshold` is a share of `|best|` or an amount. @defaultValue `"relative"` */
  readonly thresholdMode?: "relative" | "absolute" | undefined;
  /** Number of observations after a reduction that cannot count as bad, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Learning rate below which reductions do not go: a finite number of at least 0. @defaultValue `0` */
  readonly min?: number | undefined;
  /**
   * What a metric that is NaN or infinite means: `"worse"`, no improvement; `"ignore"`, nothing, as if it had not been
   * observed; `"throw"`, a `RangeError`. It never becomes the best. @defaultValue `"worse"`
   */
  readonly nan?: "worse" | "ignore" | "throw" | undefined;
}

/** State of {@link plateau}: plain JSON. */
export interface PlateauState {
  /** Step of the last observation; `null` before the first. */
  readonly step: number | null;
  /** Best metric so far, always finite; `null` before the first. */
  readonly best: number | null;
  /** Consecutive observations without improvement. */
  readonly bad: number;
  /** Observations left of the cooldown. */
  readonly cooldown: number;
  /** Reductions made so far. */
  readonly reductions: number;
  /** State of the schedule inside; `null` if it reacts to nothing. */
  readonly inner: unknown;
}

type Complete = {
  [Name in keyof PlateauOptions]-?: NonNullable<PlateauOptions[Name]>;
};

const belowOne: Rule = {
  rule: "a number above 0 and below 1",
  accepts: (value) => positive.accepts(value) && (value as number) < 1,
};

/**
 * Reduce on plateau, around any schedule: multiplied by `factor` each time the metric has stopped improving.
 *
 * ```text
 * lr(t)       = max(schedule(t) · factor^reductions, min(schedule(t), min))
 * improvement = metric < best − threshold · |best|     mode: "min", thresholdMode: "relative"
 *             = metric < best − threshold              mode: "min", thresholdMode: "absolute"
 *             = metric > best + …                      mode: "max"
 * reductions  + 1 after every `patience` consecutive observations without improvement
 * ```
 *
 * The first metric is the first best. A worse metric is never an improvement, whatever its sign. During the `cooldown`
 * observations after a reduction none counts as bad, though the best is still kept. The floor `min` never raises the
 * schedule, and a reduction that would not lower the next update's rate is not made: the count starts again, without a
 * cooldown.
 *
 * The same step observed twice counts once. An observation without the metric only passes on to the schedule inside,
 * which may itself be reactive.
 *
 * @param options - See {@link PlateauOptions}.
 * @returns A reactive schedule that ends where `schedule` does; from there on only an observation changes it.
 * @throws {RangeError} If `factor` is not above 0 and below 1, `patience` not an integer of at least 1, `cooldown` not an
 *   integer of at least 0, `threshold` or `min` negative or not finite, or if a word is not one of those listed. When
 *   observing: for a step before the last one observed, and with `nan: "throw"` for a metric that is not finite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(plateau({ schedule: 0.1, factor: 0.5, patience: 2 }));
 * for (const loss of [0.7, 0.8, 0.8]) {
 *   run.advance();
 *   run.observe({ val_loss: loss });
 * }
 * run.value; // => 0.05
 * ```
 *
 * Differs from PyTorch `ReduceLROnPlateau`: `patience` is the number of bad observations itself, one more than theirs; a
 * relative threshold is a share of `|best|`, so that it works for negative metrics; no `eps`. Differs from Keras
 * `ReduceLROnPlateau`: the threshold is relative unless asked otherwise; a NaN is never the best; a cooldown of c lasts c
 * observations, not c − 1. Where they set a rate, this multiplies a schedule.
 */
export const plateau = /* @__PURE__ */ defineSchedule<
  PlateauOptions,
  (options: PlateauOptions) => ReactiveSchedule<PlateauState>,
  PlateauState
>("plateau", {
  package: "@anneal/plateau",
  options: {
    schedule: scheduleRule,
    monitor: name,
    mode: /* @__PURE__ */ oneOf("min", "max"),
    factor: belowOne,
    patience: positiveInteger,
    threshold: nonNegative,
    thresholdMode: /* @__PURE__ */ oneOf("relative", "absolute"),
    cooldown: nonNegativeInteger,
    min: nonNegative,
    nan: /* @__PURE__ */ oneOf("worse", "ignore", "throw"),
  },
  defaults: {
    monitor: "val_loss",
    mode: "min",
    factor: 0.1,
    patience: 10,
    threshold: 1e-4,
    thresholdMode: "relative",
    cooldown: 0,
    min: 0,
    nan: "worse",
  },
  build(options) {
    const { schedule, monitor, mode, factor, patience, cooldown, min, nan } = options as Complete;
    const { threshold, thresholdMode } = options as Complete;
    const child = childOf(schedule);

    const at = (step: number, { inner, reductions }: PlateauState): number => {
      const value = child.at(step, inner);
      return Math.max(value * factor ** reductions, Math.min(value, min));
    };

    const improves = (metric: number, best: number): boolean => {
      const margin = thresholdMode === "relative" ? threshold * Math.abs(best) : threshold;
      return mode === "min" ? metric < best - margin : metric > best + margin;
    };

    const refuse = (what: string, got: number): never => {
      throw new RangeError(`@anneal/plateau: plateau: ${what}, got ${String(got)}`);
    };

    return {
      at,
      end: child.end,
      children: [child],
      monitors: [...new Set([monitor, ...(child.monitors ?? [])])],
      initial: {
        step: null,
        best: null,
        bad: 0,
        cooldown: 0,
        reductions: 0,
        inner: child.initial,
      },
      observe(state, observation) {
        const { step, metrics } = observation;
        const inner = child.observe ? child.observe(state.inner, observation) : state.inner;
        if (!Object.hasOwn(metrics, monitor) || step === state.step) return { ...state, inner };
        if (state.step !== null && step < state.step) {
          refuse(`step must be at least the last one observed (${String(state.step)})`, step);
        }

        const metric = metrics[monitor]!;
        const finite = Number.isFinite(metric);
        if (!finite && nan === "throw") refuse(`${monitor} must be finite`, metric);
        if (!finite && nan === "ignore") return { ...state, step, inner };

        const improved = finite && (state.best === null || improves(metric, state.best));
        const bad = improved || state.cooldown > 0 ? 0 : state.bad + 1;
        const next = {
          ...state,
          step,
          best: improved ? metric : state.best,
          bad: bad < patience ? bad : 0,
          cooldown: Math.max(0, state.cooldown - 1),
          inner,
        };
        if (bad < patience) return next;
        const reduced = { ...next, cooldown, reductions: state.reductions + 1 };
        return at(step, reduced) < at(step, next) ? reduced : next;
      },
    };
  },
});
