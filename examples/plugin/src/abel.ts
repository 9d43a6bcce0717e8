import { childOf, defineSchedule, name, positive, schedule, wholePower } from "@anneal/core";
import type { Complete, Composable, ReactiveSchedule } from "@anneal/core";

/** Options of {@link abel}. */
export interface AbelOptions {
  /** What to reduce: a number, a function of the step or any schedule. */
  readonly schedule: Composable;
  /** What each reduction multiplies it by: a number above 0 and below 1. @defaultValue `0.1` */
  readonly factor?: number | undefined;
  /** Name of the metric that holds the norm of the weights. @defaultValue `"weight_norm"` */
  readonly monitor?: string | undefined;
}

/** State of {@link abel}: plain JSON. */
export interface AbelState {
  /** Step of the last observation; `null` before the first. */
  readonly step: number | null;
  /** The last norm; `null` before the first. */
  readonly norm: number | null;
  /** Whether the norm went up (1) or down (-1) last; 0 before it did either. */
  readonly slope: number;
  /** Whether it has turned once since the last reduction: the next turn reduces. */
  readonly turned: boolean;
  /** Reductions made so far. */
  readonly reductions: number;
  /** State of the schedule inside; `null` if it reacts to nothing. */
  readonly inner: unknown;
}

/**
 * ABEL, "automatic, bouncing into equilibration": multiplied by `factor` at every second turn of the norm of the weights,
 * which falls, bounces, and then no longer gains from a rate so high.
 *
 * ```text
 * lr(t) = schedule(t) · factor^reductions
 * ```
 *
 * A norm that stays the same turns nothing; one that is NaN or infinite is ignored. The same step observed twice counts once.
 *
 * @param options - See {@link AbelOptions}.
 * @returns A reactive schedule that ends where `schedule` does; from there on only an observation changes it.
 * @throws {RangeError} If `factor` is not above 0 and below 1. When observing, for a step before the last one observed.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type, or if the metric is no number.
 *
 * @see Lewkowycz, "How to decay your learning rate", 2021, https://arxiv.org/abs/2103.12682. Theirs reduces once more at
 *   85 % of the training, which here is `scale` in a `sequence`.
 */
export const abel = /* @__PURE__ */ defineSchedule<
  AbelOptions,
  (options: AbelOptions) => ReactiveSchedule<AbelState>,
  AbelState
>("example/abel", {
  package: "anneal-schedules-example",
  options: {
    schedule,
    factor: {
      rule: "a number above 0 and below 1",
      accepts: (value) => positive.accepts(value) && (value as number) < 1,
    },
    monitor: name,
  },
  defaults: { factor: 0.1, monitor: "weight_norm" },
  build({ schedule: inside, factor, monitor }: Complete<AbelOptions>) {
    const child = childOf(inside);
    return {
      at: (step, { inner, reductions }) => child.at(step, inner) * wholePower(factor, reductions),
      end: child.end,
      children: [child],
      monitors: [...new Set([monitor, ...(child.monitors ?? [])])],
      initial: {
        step: null,
        norm: null,
        slope: 0,
        turned: false,
        reductions: 0,
        inner: child.initial,
      },
      observe(before, observation) {
        const { step, metrics } = observation;
        const inner = child.observe ? child.observe(before.inner, observation) : before.inner;
        const state = { ...before, inner };
        if (!Object.hasOwn(metrics, monitor) || step === before.step) return state;
        if (before.step !== null && step < before.step) {
          throw new RangeError(
            `anneal-schedules-example: abel: step must be at least the last one observed (${String(before.step)}), got ${String(step)}`,
          );
        }
        const norm: unknown = metrics[monitor];
        if (typeof norm !== "number") {
          throw new TypeError(
            `anneal-schedules-example: abel: ${monitor} must be a number, got (${typeof norm})`,
          );
        }
        if (!Number.isFinite(norm)) return { ...state, step };
        // JSON has no -0.
        const slope = Math.sign(norm - (before.norm ?? norm)) + 0 || before.slope;
        const turns = slope * before.slope < 0;
        const reduced = turns && before.turned;
        return {
          ...state,
          step,
          norm: norm + 0,
          slope,
          turned: turns ? !before.turned : before.turned,
          reductions: before.reductions + (reduced ? 1 : 0),
        };
      },
    };
  },
});
