import { childOf, gather, schedule as scheduleRule } from "./children.ts";
import { defineSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Composable, Composed } from "./schedule.ts";

/** Bounds of {@link clamp}. */
export interface ClampBounds {
  /** Lowest learning rate: a finite number of at least 0. @defaultValue `0` */
  readonly min?: number | undefined;
  /** Highest learning rate: a finite number of at least `min`. @defaultValue none */
  readonly max?: number | undefined;
}

/**
 * A schedule held within bounds: `lr(t) = min(max, max(min, schedule(t)))`.
 *
 * Applying the same bounds twice changes nothing.
 *
 * @param bounds - See {@link ClampBounds}.
 * @param schedule - Anything that gives a learning rate.
 * @returns Reactive exactly when `schedule` is; ends when it ends.
 * @throws {RangeError} If a bound is negative or not finite, or if `max` is below `min`.
 * @throws {TypeError} If an argument is of the wrong type.
 *
 * @example
 * ```ts
 * clamp({ min: 0.01 }, (step) => 0.1 / (step + 1))(99); // => 0.01
 * ```
 */
export const clamp = /* @__PURE__ */ defineSchedule<
  { min: number | undefined; max: number | undefined; schedule: Composable },
  <Inner extends Composable>(bounds: ClampBounds, schedule: Inner) => Composed<Inner>
>("clamp", {
  package: "@anneal/core",
  options: { min: nonNegative, max: nonNegative, schedule: scheduleRule },
  defaults: { min: 0, max: undefined },
  signature: "clamp({ min, max }, schedule)",
  // Spread, a number would be no options at all.
  collect: (bounds: unknown, schedule: unknown) =>
    typeof bounds === "object" ? { ...bounds, schedule } : { bounds, schedule },
  build({ min = 0, max = Infinity, schedule }, fail) {
    if (max < min) fail("max", `at least min (${min})`);
    const child = childOf(schedule);
    return gather({
      children: [child],
      end: child.end,
      at: (step, states) => Math.min(max, Math.max(min, child.at(step, states[0]))),
    });
  },
});
