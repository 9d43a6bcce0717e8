import type { Composable } from "@anneal/core";
import { callbackMaker } from "./callback.ts";
import type { ScheduleCallback, TensorFlow } from "./callback.ts";
import { learningRateGear } from "./gear.ts";
import { scheduleHooks } from "./scheduleHooks.ts";
import type { CallbackOptions } from "./scheduleHooks.ts";
import type { ScheduleSource } from "./totals.ts";

/** Schedules as callbacks of the TensorFlow.js that they were connected to. */
export interface Connection {
  /**
   * A schedule whose step is an update.
   *
   * Counts the updates applied since the first run with this callback, or since the snapshot in `resume`: a second `fit`
   * goes on where the first one ended. A first run with `initialEpoch` begins at the first step of that epoch, or at `from`.
   * A schedule that was made for the length of the first run is over after it: a run of more epochs than are left is an
   * error, when it begins.
   *
   * @param schedule - A number, a schedule, or a function of the run's totals that returns one; see {@link ScheduleSource}.
   * @param options - See {@link CallbackOptions}.
   * @throws {RangeError} If the schedule or the snapshot is not valid.
   * @throws {TypeError} If an argument is of the wrong type.
   *
   * @example
   * ```ts
   * perStep(({ totalSteps }) => cosine({ initial: 0.01, steps: totalSteps }));
   * ```
   */
  readonly perStep: (schedule: ScheduleSource, options?: CallbackOptions) => ScheduleCallback;
  /**
   * A schedule whose step is an epoch; otherwise as {@link Connection.perStep}. An epoch cut short by `stopTraining` counts.
   *
   * @example
   * ```ts
   * perEpoch(step({ initial: 0.01, every: 5, factor: 0.5 }));
   * ```
   */
  readonly perEpoch: (schedule: ScheduleSource, options?: CallbackOptions) => ScheduleCallback;
}

/**
 * Connects anneal to your TensorFlow.js: schedules become instances of your own `tf.Callback`.
 *
 * A callback made from another copy of TensorFlow.js would be taken for a plain object, and lose its `this`.
 *
 * @param tf - The module that the model is made with.
 * @returns What makes a callback of a schedule, by the unit of its steps; see {@link Connection}.
 * @throws {TypeError} If `tf` has no `Callback`.
 *
 * @example
 * ```ts
 * const { perStep } = connect(tf);
 * await model.fit(x, y, { callbacks: [perStep(cosine({ initial: 0.1, steps: 1000 }))] });
 * ```
 */
export function connect(tf: TensorFlow): Connection {
  const callback = callbackMaker(tf, "connect");
  const conduct =
    (entry: string, countsUpdates: boolean) =>
    (source: ScheduleSource, options?: CallbackOptions) =>
      callback(
        scheduleHooks(learningRateGear, entry, countsUpdates, source as Composable, options),
      );
  return {
    perStep: conduct("perStep", true),
    perEpoch: conduct("perEpoch", false),
  };
}
