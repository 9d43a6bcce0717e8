import {
  childOf,
  defineSchedule,
  nonNegativeInteger,
  positive,
  positiveInteger,
} from "@anneal/core";
import type { Complete, Composable, ReactiveSchedule } from "@anneal/core";
import { watch, withWatchDefaults, withWatchRules } from "./watch.ts";
import type { WatchOptions, WatchState } from "./watch.ts";

/** Options of {@link greedy}. */
export interface GreedyOptions extends WatchOptions {
  /** What to raise and reduce: anything that gives a learning rate, a number or another reactive schedule included. */
  readonly schedule: Composable;
  /** Learning rate below which reductions do not go: a finite number above 0. */
  readonly min: number;
  /** Learning rate above which raises do not go: a finite number of at least `min`. */
  readonly max: number;
  /** What a reduction multiplies by and a raise divides by: a number above 0 and below 1. @defaultValue `0.95` */
  readonly factor?: number | undefined;
  /**
   * Number of consecutive observations with an improvement that make a raise, and without one a reduction: an integer of
   * at least 1. @defaultValue `10`
   */
  readonly patience?: number | undefined;
  /** Number of observations after a reduction that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly cooldown?: number | undefined;
  /** Number of observations after a raise that are not judged, an integer of at least 0. @defaultValue `0` */
  readonly raiseCooldown?: number | undefined;
  /**
   * Number of reductions in a row that find or leave the rate at `min` after which everything begins anew, an integer of
   * at least 1. @defaultValue never
   */
  readonly reset?: number | undefined;
}

/** State of {@link greedy}: plain JSON. */
export interface GreedyState extends WatchState {
  /** What the schedule is multiplied by. */
  readonly multiplier: number;
  /** Consecutive observations with an improvement. */
  readonly good: number;
  /** Consecutive observations without one. */
  readonly bad: number;
  /** Observations left that are not judged. */
  readonly cooldown: number;
  /** Reductions in a row that found or left the rate at `min`. */
  readonly atMin: number;
}

/**
 * Greedy search for a learning rate, around any schedule: raised while the metric improves, reduced while it does not.
 *
 * ```text
 * lr(t)     = max(schedule(t), min(schedule(t) · multiplier, max))   multiplier > 1
 *           = min(schedule(t), max(schedule(t) · multiplier, min))   multiplier ≤ 1
 * raise     : rate / factor   after `patience` consecutive observations with an improvement
 * reduction : rate · factor   after `patience` consecutive observations without one
 * ```
 *
 * {@link plateau} tells what an improvement is; the first metric is one. After a raise the next `raiseCooldown`
 * observations are not judged, after a reduction the next `cooldown`, and none of them becomes the best. No bound moves
 * the schedule itself: `max` only holds raises back, `min` reductions. With `reset`, that many reductions in a row at `min`
 * set everything back: multiplier, best, counters and window, though not the schedule inside.
 *
 * The same step observed twice counts once. An observation without the metric only passes on to the schedule inside,
 * which may itself be reactive.
 *
 * @param options - See {@link GreedyOptions}.
 * @returns A reactive schedule that ends where `schedule` does; from there on only an observation changes it.
 * @throws {RangeError} If `min` or `max` is not a finite number above 0, `max` below `min`, `factor` not above 0 and below
 *   1, a count not an integer or too small, `threshold` negative or not finite, or if a word is not one of those listed.
 *   When observing: for a step before the last one observed, and with `nan: "throw"` for a metric that is not finite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(greedy({ schedule: 0.1, min: 0.01, max: 1, factor: 0.5, patience: 2 }));
 * const rates = [5, 4, 4, 4].map((loss) => (run.advance(), run.observe(loss)));
 * rates; // => [0.1, 0.2, 0.2, 0.1]
 * ```
 *
 * @see Subramanian and Ganapathiraman, "GreedyLR: A Novel Adaptive Learning Rate Scheduler", 2025,
 *   https://arxiv.org/abs/2512.14527.
 *   Differs from Hugging Face `GreedyLR`: `patience` is the number of observations itself, one more than theirs; their
 *   `warmup` is `raiseCooldown`, `reset_start` is `reset` and off unless given, `smooth` with `window_size` is `window`; a
 *   relative threshold is a share of `|best|`, and is the default; a metric that is not finite never becomes the best, and
 *   no mean is spoilt by it; no `eps`. Where it sets a rate, this multiplies a schedule.
 */
export const greedy = /* @__PURE__ */ defineSchedule<
  GreedyOptions,
  (options: GreedyOptions) => ReactiveSchedule<GreedyState>,
  GreedyState
>("greedy", {
  package: "@anneal/plateau",
  options: /* @__PURE__ */ withWatchRules({
    min: positive,
    max: positive,
    raiseCooldown: nonNegativeInteger,
    reset: positiveInteger,
  }),
  defaults: /* @__PURE__ */ withWatchDefaults({ factor: 0.95, raiseCooldown: 0, reset: undefined }),
  build(options: Complete<GreedyOptions, "reset">, fail) {
    const {
      schedule,
      min,
      max,
      factor,
      patience,
      cooldown,
      raiseCooldown,
      reset = Infinity,
    } = options;
    if (max < min) fail("max", `at least min (${min})`);
    const child = childOf(schedule);
    const { monitors, unseen, judge } = watch("greedy", child, options, fail);

    const at = (step: number, { inner, multiplier }: GreedyState): number => {
      const value = child.at(step, inner);
      return multiplier > 1
        ? Math.max(value, Math.min(value * multiplier, max))
        : Math.min(value, Math.max(value * multiplier, min));
    };

    const initial: GreedyState = {
      ...unseen,
      multiplier: 1,
      good: 0,
      bad: 0,
      cooldown: 0,
      atMin: 0,
    };

    return {
      at,
      end: child.end,
      children: [child],
      monitors,
      initial,
      observe(before, observation) {
        const { state, judged, improvement } = judge(before, observation);
        if (!judged) return state;
        if (state.cooldown > 0) return { ...state, cooldown: state.cooldown - 1 };
        const good = improvement ? state.good + 1 : 0;
        const bad = improvement ? 0 : state.bad + 1;
        const next = { ...state, ...improvement, good, bad };
        if (Math.max(good, bad) < patience) return next;

        const { step } = observation;
        const rate = at(step, state);
        const wanted = improvement
          ? Math.max(rate, Math.min(rate / factor, max))
          : Math.min(rate, Math.max(rate * factor, min));
        const atMin = improvement || wanted > min ? 0 : state.atMin + 1;
        if (atMin === reset) return { ...initial, step, cooldown, inner: state.inner };
        const value = child.at(step, state.inner);
        return {
          ...next,
          // From the rate, so that what a bound holds back does not add up; JSON has no Infinity.
          multiplier: value > 0 ? Math.min(wanted / value, Number.MAX_VALUE) : state.multiplier,
          good: 0,
          bad: 0,
          cooldown: improvement ? raiseCooldown : cooldown,
          atMin,
        };
      },
    };
  },
});
