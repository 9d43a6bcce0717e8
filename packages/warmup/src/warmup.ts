import {
  childOf,
  clockUntil,
  curve,
  defineSchedule,
  gather,
  linearCurve,
  nonNegative,
  oneOf,
  schedule as scheduleRule,
} from "@anneal/core";
import type { Complete, Composable, Composed, Curve } from "@anneal/core";

/** Options of {@link warmup}. */
export interface WarmupOptions<Inner extends Composable = Composable> {
  /** What to warm up to: anything that gives a learning rate. */
  readonly schedule: Inner;
  /** Length of the warmup in steps, at least 0; with 0 there is none. */
  readonly steps: number;
  /** Learning rate that the warmup comes from: a finite number of at least 0, above 0 with `exponentialCurve`. @defaultValue `0` */
  readonly from?: number | undefined;
  /** Shape of the way up. @defaultValue `linearCurve` */
  readonly curve?: Curve | undefined;
  /**
   * Where update 0 is on the way: `"step"`, one step along it, so that no update is wasted on `from`; `"zero"`, at its
   * very beginning, as in Keras and optax. @defaultValue `"step"`
   */
  readonly first?: "step" | "zero" | undefined;
  /**
   * `"prefix"` puts the warmup before the schedule, which starts `steps` later; `"overlay"` lays it over the first
   * `steps` steps of the schedule, whose clock keeps running. @defaultValue `"prefix"`
   */
  readonly mode?: "prefix" | "overlay" | undefined;
}

/**
 * Warmup around any schedule: rises from `from` to the schedule over `steps`, then is the schedule.
 *
 * ```text
 * p     = (t + 1) / (steps + 1)                      first: "step"
 * p     = t / steps                                  first: "zero"
 * lr(t) = curve(p, from, schedule(0))                t < steps, mode: "prefix"
 * lr(t) = curve(p, from, schedule(t))                t < steps, mode: "overlay"
 * lr(t) = schedule(t − steps)                        t ≥ steps, mode: "prefix"
 * lr(t) = schedule(t)                                t ≥ steps, mode: "overlay"
 * ```
 *
 * From `steps` on the value is exactly the schedule's, with `steps: 0` from the beginning. With `"zero"`, `lr(0) === from`. The warmup takes `steps` updates
 * in either mode; as a prefix it is not part of the schedule's own length. A reactive schedule does not observe during a
 * prefix, because it has not started; under an overlay it does.
 *
 * @param options - See {@link WarmupOptions}.
 * @returns Reactive exactly when `schedule` is; ends `steps` after it, or as an overlay with it, but not before `steps`.
 * @throws {RangeError} If `steps` or `from` is negative or not finite, if `from` is 0 with
 *   `exponentialCurve`, alone or inside another curve, or if `first` or `mode` is another word. When called: if
 *   `exponentialCurve` is to reach a rate of 0.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = warmup({ schedule: 0.1, steps: 3 });
 * schedule(0); // => 0.025
 * schedule(3); // => 0.1
 * ```
 *
 * @see Goyal et al., "Accurate, Large Minibatch SGD: Training ImageNet in 1 Hour", 2017,
 *   https://arxiv.org/abs/1706.02677, section 2.2.
 *   Differs from Keras `CosineDecay(warmup_target)` and optax `warmup_*` schedules, whose first update still has the rate
 *   that the warmup comes from: here only with `first: "zero"`. Like theirs, a prefix delays the schedule. An overlay rises
 *   to the schedule, where timm with `warmup_prefix=False` rises to the base rate and then drops.
 */
export const warmup = /* @__PURE__ */ defineSchedule<
  WarmupOptions,
  <Inner extends Composable>(options: WarmupOptions<Inner>) => Composed<Inner>
>("warmup", {
  package: "@anneal/warmup",
  options: {
    schedule: scheduleRule,
    steps: nonNegative,
    from: nonNegative,
    curve,
    first: /* @__PURE__ */ oneOf("step", "zero"),
    mode: /* @__PURE__ */ oneOf("prefix", "overlay"),
  },
  defaults: { from: 0, curve: linearCurve, first: "step", mode: "prefix" },
  build({ schedule, steps, from, curve: shape, first, mode }: Complete<WarmupOptions>) {
    // A curve that cannot begin at `from` refuses here, not in the middle of a run.
    shape(0.5, from, 1);
    const child = childOf(schedule);
    const lead = first === "step" ? 1 : 0;
    const shift = mode === "prefix" ? steps : 0;
    const end = Math.max(steps, child.end + shift);
    const clock = clockUntil(end, child, (step) => Math.max(0, step - shift));
    return gather({
      children: [child],
      end,
      at(step, states) {
        const value = child.at(clock(step), states[0]);
        return step < steps ? shape((step + lead) / (steps + lead), from, value) : value;
      },
      handsOver: true,
      span: (step) =>
        step < shift
          ? { from: 0, until: shift, own: 0, per: Infinity }
          : { from: shift, until: Infinity, own: 0 },
      next: (step) => (step < steps ? steps : Infinity),
      hears: (step) => step >= shift,
    });
  },
});
