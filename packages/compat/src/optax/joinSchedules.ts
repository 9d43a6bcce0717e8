import type { Composable, ComposedAll } from "@anneal/core";
import { joined } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { schedules, sortedStepList } from "../rules.ts";

/** Options of {@link joinSchedules}. */
export interface JoinSchedulesOptions<
  Schedules extends readonly Composable[] = readonly Composable[],
> {
  /** One more than `boundaries`. One that reacts to a metric is welcome. */
  readonly schedules: Schedules;
  /** Steps at which the next schedule begins, at least 0, in order. */
  readonly boundaries: readonly number[];
}

/**
 * `join_schedules`: one schedule after another, each on a clock of its own that starts at 0 with it. A boundary
 * belongs to the next.
 *
 * Reactive if one of `schedules` is.
 * Differs: boundaries out of order or too many or too few, for which optax leaves out a schedule, are refused.
 *
 * @throws {RangeError} If an option is out of its range, or if `boundaries` is not one shorter than `schedules`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const decay = optax.linearSchedule({ initValue: 0.1, endValue: 0, transitionSteps: 10 });
 * const schedule = optax.joinSchedules({ schedules: [0.2, decay], boundaries: [5] });
 * [4, 5, 10].map((step) => schedule(step)); // => [0.2, 0.1, 0.05]
 * ```
 */
export const joinSchedules = /* @__PURE__ */ definePreset<
  JoinSchedulesOptions,
  never,
  <const Schedules extends readonly Composable[]>(
    options: JoinSchedulesOptions<Schedules>,
  ) => ComposedAll<Schedules>
>("optax.joinSchedules", {
  options: { schedules, boundaries: sortedStepList },
  build({ schedules: list, boundaries }, fail) {
    if (boundaries.length !== list.length - 1) fail("boundaries", "one shorter than schedules");
    return joined(list, boundaries);
  },
});
