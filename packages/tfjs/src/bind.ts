import { drive } from "@anneal/core";
import type { Composable, Drive, DriveOptions } from "@anneal/core";
import type { ChangeListener } from "./change.ts";
import { learningRateGear } from "./gear.ts";
import type { Clock, Gear } from "./gear.ts";
import type { OptimizerLike } from "./learningRate.ts";

/** Options of {@link bind}: where to continue, as `drive` of `@anneal/core` takes it, and who hears of changes. */
export interface BindOptions extends DriveOptions {
  /** Hears of every value that changes, when it is set. */
  readonly onChange?: ChangeListener | undefined;
}

/** A clock that sets its values on an optimizer, at once and whenever it moves or observes. */
export function bound<Run extends Clock>(
  gear: Pick<Gear<never, Run, never>, "setter">,
  optimizer: OptimizerLike,
  run: Run,
  announce: ChangeListener | undefined,
): Run {
  const setter = gear.setter();
  const advance = run.advance.bind(run);
  const observe = run.observe.bind(run);
  setter.set(optimizer, run, announce, "begin");
  return Object.assign(run, {
    advance(applied?: boolean) {
      const value = advance(applied);
      setter.set(optimizer, run, announce, "schedule");
      return value;
    },
    observe(metrics: Parameters<Clock["observe"]>[0]) {
      const value = observe(metrics);
      setter.set(optimizer, run, announce, "metric");
      return value;
    },
  });
}

/**
 * Runs a schedule on an optimizer, for a training loop of your own.
 *
 * Sets the rate of the first update at once, and that of the next one with every `advance` and `observe`.
 *
 * @param optimizer - See {@link OptimizerLike}.
 * @param schedule - Anything that gives a learning rate; a bare function is a function of the step.
 * @param options - See {@link BindOptions}.
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
  { onChange, ...options }: BindOptions = {},
): Drive {
  return bound(learningRateGear, optimizer, drive(schedule, options), onChange);
}
