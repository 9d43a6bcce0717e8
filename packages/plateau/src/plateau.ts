import { childOf, defineSchedule, nonNegative, nonNegativeInteger, wholePower } from "@anneal/core";
import type { Complete, Composable, ReactiveSchedule } from "@anneal/core";
import { watch, withWatchDefaults, withWatchRules } from "./watch.ts";
import type { WatchOptions, WatchState } from "./watch.ts";

/** Options of {@link plateau}. */
export interface PlateauOptions extends WatchOptions {
  /** What to reduce: anything that gives a learning rate, a number or another reactive schedule included. */
  readonly schedule: Composable;
  /** What each reduction multiplies the schedule by: a number above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Number of consecutive observations without improvement that make a reduction, an integer of at least 1. @defaultValue `10` */
  readonly patience?: number | undefined;
  /** Number of observations after a reduction that cannot count as bad, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Learning rate below which reductions do not go: a finite number of at least 0. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Number of reductions after which no more are made, an integer of at least 0. @defaultValue no limit */
  readonly maxReductions?: number | undefined;
}

/** State of {@link plateau}: plain JSON. */
export interface PlateauState extends WatchState {
  /** Consecutive observations without improvement. */
  readonly bad: number;
  /** Observations left of the cooldown. */
  readonly cooldown: number;
  /** Reductions made so far: when it has grown, the rate has just been reduced. */
  readonly reductions: number;
}

/**
 * Reduce on plateau, around any schedule: multiplied by `factor` each time the metric has stopped improving.
 *
 * ```text
 * lr(t)       = max(schedule(t) · factor^reductions, min(schedule(t), min))
 * improvement = metric < best − threshold · |best| − margin   mode: "min", thresholdMode: "relative"
 *             = metric < best − threshold − margin            mode: "min", thresholdMode: "absolute"
 *             = metric > best + …                             mode: "max"
 * reductions  + 1 after every `patience` consecutive observations without improvement
 * ```
 *
 * The first metric is the first best. A worse metric is never an improvement, whatever its sign. During the `cooldown`
 * observations after a reduction none counts as bad, though the best is still kept. The floor `min` never raises the
 * schedule. A reduction that would not lower the next update's rate is not made, nor is one after `maxReductions` of them:
 * the count starts again, without a cooldown. `reductions === maxReductions` in the state tells that there will be no more.
 *
 * With a `window` the mean of several metrics stands in for each: of the last ones, or of blocks that are each judged once,
 * when they are full. When `reductions` has grown, a reduction was made, and `bestStep` tells where the best weights are.
 *
 * The same step observed twice counts once. An observation without the metric only passes on to the schedule inside,
 * which may itself be reactive.
 *
 * @param options - See {@link PlateauOptions}.
 * @returns A reactive schedule that ends where `schedule` does; from there on only an observation changes it.
 * @throws {RangeError} If `factor` is not above 0 and below 1, `patience` not an integer of at least 1, `cooldown` or
 *   `maxReductions` not an integer of at least 0, `threshold`, `margin` or `min` negative or not finite, or if a word is not one of those listed. When
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
 * @see PyTorch `ReduceLROnPlateau`: here `patience` is the number of bad observations itself, one more than theirs; a
 *   relative threshold is a share of `|best|`, so that it works for negative metrics; no `eps`; neither
 *   they nor Keras have `maxReductions`, in place of which a `min_lr` of `lr · factorⁿ` is given. Keras
 *   `ReduceLROnPlateau`: here the threshold is relative unless asked otherwise; a NaN is never the best; a cooldown of c
 *   lasts c observations, not c − 1. optax `reduce_on_plateau(accumulation_size)` is `window` in blocks. Where they set a
 *   rate, this multiplies a schedule.
 */
export const plateau = /* @__PURE__ */ defineSchedule<
  PlateauOptions,
  (options: PlateauOptions) => ReactiveSchedule<PlateauState>,
  PlateauState
>("plateau", {
  package: "@anneal/plateau",
  options: /* @__PURE__ */ withWatchRules({ min: nonNegative, maxReductions: nonNegativeInteger }),
  defaults: /* @__PURE__ */ withWatchDefaults({ factor: 0.1, min: 0, maxReductions: undefined }),
  build(options: Complete<PlateauOptions, "maxReductions">, fail) {
    const { schedule, factor, patience, cooldown, min, maxReductions = Infinity } = options;
    const child = childOf(schedule);
    const { monitors, unseen, judge } = watch("plateau", child, options, fail);

    const at = (step: number, { inner, reductions }: PlateauState): number => {
      const value = child.at(step, inner);
      return Math.max(value * wholePower(factor, reductions), Math.min(value, min));
    };

    return {
      at,
      end: child.end,
      children: [child],
      monitors,
      initial: { ...unseen, bad: 0, cooldown: 0, reductions: 0 },
      observe(before, observation) {
        const { state, judged, improvement } = judge(before, observation);
        if (!judged) return state;
        const bad = improvement || state.cooldown > 0 ? 0 : state.bad + 1;
        const next = {
          ...state,
          ...improvement,
          bad: bad < patience ? bad : 0,
          cooldown: Math.max(0, state.cooldown - 1),
        };
        if (bad < patience) return next;
        const reduced = { ...next, cooldown, reductions: state.reductions + 1 };
        const { step } = observation;
        return state.reductions < maxReductions && at(step, reduced) < at(step, next)
          ? reduced
          : next;
      },
    };
  },
});
