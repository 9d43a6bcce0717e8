import { afford, costOf } from "./cost.ts";
import { analysis, anyState, runLength } from "./inside.ts";
import { positive } from "./rules.ts";
import type { Composable } from "./schedule.ts";

/** Options of {@link firstBelow}. */
export interface FirstBelowOptions {
  /** How many updates to look at: an integer from 1 to 10,000,000. */
  readonly steps: number;
  /** The state that a reactive schedule is in all the while. @defaultValue its initial state */
  readonly state?: unknown;
}

const read = /* @__PURE__ */ analysis<FirstBelowOptions & { readonly value: number }>(
  "firstBelow",
  { value: positive, steps: runLength, state: anyState },
  { state: undefined },
);

/**
 * The first update whose learning rate is below `value`.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param value - A finite number above 0.
 * @param options - See {@link FirstBelowOptions}.
 * @returns A whole step below `steps`, or `undefined` if there is none.
 * @throws {RangeError} If an argument is out of range, or if the schedule has no value at one of the steps.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * firstBelow(ramp({ from: 1, to: 0, steps: 100 }), 0.25, { steps: 100 }); // => 76
 * ```
 */
export function firstBelow(
  schedule: Composable,
  value: number,
  options: FirstBelowOptions,
): number | undefined {
  const { node, steps, state = node.initial } = read({ ...options, value, schedule });
  afford("firstBelow", steps, costOf(node).value, "look at fewer updates");
  // No bisection: a schedule may rise again.
  for (let step = 0; step < steps; step++) if (node.at(step, state) < value) return step;
  return undefined;
}
