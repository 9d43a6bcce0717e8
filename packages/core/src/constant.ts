import { definePureSchedule } from "./defineSchedule.ts";
import { nonNegative } from "./rules.ts";
import type { Schedule } from "./schedule.ts";

/**
 * The same learning rate at every step: `lr(t) = value`.
 *
 * @param value - A finite number of at least 0.
 * @returns A pure schedule that ends at step 0. Every combinator also accepts the bare number.
 * @throws {RangeError} If `value` is negative or not finite.
 * @throws {TypeError} If `value` is not a number.
 *
 * @example
 * ```ts
 * constant(0.1)(1000); // => 0.1
 * ```
 *
 * @see PyTorch `ConstantLR` is something else: it multiplies by a factor for a while and then lets go, which is
 *   `sequence([{ schedule: 0.05, steps: 4 }, 0.1])`.
 */
export const constant = /* @__PURE__ */ definePureSchedule<
  { value: number },
  (value: number) => Schedule
>("constant", {
  package: "@anneal/core",
  options: { value: nonNegative },
  collect: (value: unknown) => ({ value }),
  build: ({ value }) => ({ at: () => value, end: 0 }),
});
