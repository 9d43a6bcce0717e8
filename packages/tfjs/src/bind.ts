import { drive } from "@anneal/core";
import type { Composable, Drive, DriveOptions } from "@anneal/core";
import { setLearningRate } from "./learningRate.ts";
import type { OptimizerLike } from "./learningRate.ts";

/**
 * Runs a schedule on an optimizer, for a training loop of your own.
 *
 * Sets the rate of the first update at once, and that of the next one with every `advance` and `observe`.
 *
 * @param optimizer - See {@link OptimizerLike}.
 * @param schedule - Anything that gives a learning rate; a bare function is a function of the step.
 * @param options - Where to continue: see `drive` of `@anneal/core`.
 * @returns The clock: `step`, `value`, `advance`, `observe` and `snapshot`, as `drive` returns it.
 * @throws {RangeError} If a value of the schedule is negative or not finite, or if the snapshot is of another schedule.
 * @throws {TypeError} If an argument is of the wrong type, or if the optimizer has no learning rate that can be set.
 *
 * @example
 * ```ts
 * const run = bind(optimizer, cosine({ initial: 0.1, steps: 1000 }));
 * for (const batch of batches) {
 *   optimizer.minimize(() => loss(batch));
 *   run.advance();
 * }
 * ```
 */
export function bind(
  optimizer: OptimizerLike,
  schedule: Composable,
  options: DriveOptions = {},
): Drive {
  const run = drive(schedule, options);
  const apply = (learningRate: number): number => {
    setLearningRate(optimizer, learningRate);
    return learningRate;
  };
  apply(run.value);
  return {
    get schedule() {
      return run.schedule;
    },
    get step() {
      return run.step;
    },
    get value() {
      return run.value;
    },
    advance: (applied) => apply(run.advance(applied)),
    observe: (metrics) => apply(run.observe(metrics)),
    snapshot: () => run.snapshot(),
  };
}
