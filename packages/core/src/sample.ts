import { afford, costOf } from "./cost.ts";
import { refuse } from "./refuse.ts";
import { analysis, anyState, lengthOf, most } from "./inside.ts";
import { nonNegative, positive, positiveInteger } from "./rules.ts";
import type { Composable } from "./schedule.ts";

/** Options of {@link sample}. */
export interface SampleOptions {
  /**
   * Length of the run: the values are those of steps below it. An integer of at least 1.
   * @defaultValue the end of the schedule, rounded up
   */
  readonly steps?: number | undefined;
  /** Distance of two values in steps, above 0. @defaultValue `1` */
  readonly every?: number | undefined;
  /** The first step, at least 0. @defaultValue `0` */
  readonly from?: number | undefined;
  /** The state that a reactive schedule is in all the while. @defaultValue its initial state */
  readonly state?: unknown;
}

const read = /* @__PURE__ */ analysis<SampleOptions>(
  "sample",
  { steps: positiveInteger, every: positive, from: nonNegative, state: anyState },
  { steps: undefined, every: 1, from: 0, state: undefined },
);

/**
 * The learning rates of a run: those of steps `from`, `from + every`, … below `steps`.
 *
 * @param schedule - Anything that gives a learning rate. {@link simulate} feeds a reactive one with metrics.
 * @param options - See {@link SampleOptions}.
 * @returns As many numbers as there are such steps, which may be 10,000,000.
 * @throws {RangeError} If an option is out of range, if the schedule has no value at one of the steps, or if
 *   `steps` is left out for a schedule that has no end.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * sample(ramp({ from: 1, to: 0, steps: 4 }), { steps: 6 }); // => [1, 0.75, 0.5, 0.25, 0, 0]
 * sample(ramp({ from: 1, to: 0, steps: 4 })); // => [1, 0.75, 0.5, 0.25]
 * ```
 */
export function sample(schedule: Composable, options: SampleOptions = {}): number[] {
  const {
    node,
    every = 1,
    from = 0,
    state = node.initial,
    ...given
  } = read({ ...options, schedule });
  const steps = lengthOf("sample", given.steps, [node]);
  const count = (steps - from) / every;
  if (count > most) {
    refuse("@anneal/core: sample", "every", "so long that at most 10000000 values are left", every);
  }
  afford(
    "sample",
    Math.ceil(count),
    costOf(node).value,
    "take fewer values, or sample a part of it",
  );
  const values: number[] = [];
  // A product, because a sum of fractions drifts.
  for (let index = 0; from + index * every < steps; index++) {
    values.push(node.at(from + index * every, state));
  }
  return values;
}
