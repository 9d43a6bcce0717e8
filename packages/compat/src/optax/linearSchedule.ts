import { nonNegative } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { finite } from "../rules.ts";
import { transition } from "./transition.ts";

/** Options of {@link linearSchedule}. */
export interface LinearScheduleOptions {
  /** Value at step 0: a finite number of at least 0. */
  readonly initValue: number;
  /** Value at the end: a finite number of at least 0. */
  readonly endValue: number;
  /** Steps from one value to the other; with 0 or less the value stays `initValue`. */
  readonly transitionSteps: number;
  /** Steps before it begins, at least 0. @defaultValue `0` */
  readonly transitionBegin?: number | undefined;
}

/**
 * `linear_schedule`: a line from `initValue` at `transitionBegin` to `endValue` after `transitionSteps` more, where it
 * stays.
 *
 * Differs: a negative `transitionBegin`, which optax takes for 0, is refused.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = optax.linearSchedule({ initValue: 0.1, endValue: 0, transitionSteps: 10 });
 * [0, 5, 10].map((step) => schedule(step)); // => [0.1, 0.05, 0]
 * ```
 */
export const linearSchedule = /* @__PURE__ */ definePreset<LinearScheduleOptions>(
  "optax.linearSchedule",
  {
    options: {
      initValue: nonNegative,
      endValue: nonNegative,
      transitionSteps: finite,
      transitionBegin: nonNegative,
    },
    defaults: { transitionBegin: 0 },
    build: ({ initValue, endValue, transitionSteps, transitionBegin }) =>
      transition(initValue, endValue, transitionSteps, 1, transitionBegin),
  },
);
