import type { DriveOptions, Snapshot } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import type { Hooks, Logs, ResumableHooks } from "./hooks.ts";
import { learningRateScheduler } from "./learningRateScheduler.ts";
import { perEpoch } from "./perEpoch.ts";
import { perStep } from "./perStep.ts";
import { reduceLROnPlateau } from "./reduceLROnPlateau.ts";
import type { ReduceLROnPlateauOptions } from "./reduceLROnPlateau.ts";
import type { ScheduleSource } from "./totals.ts";

/** What is needed of TensorFlow.js: your own copy, `@tensorflow/tfjs` or `@tensorflow/tfjs-layers`. */
export interface TensorFlow {
  readonly Callback: typeof Callback;
}

/** A `tf.Callback` that runs a schedule, in one run or several. */
export interface ScheduleCallback extends Callback {
  /**
   * Everything needed to continue elsewhere, with the option `resume`: plain JSON.
   *
   * @throws {TypeError} If the schedule has no JSON form.
   * @throws {Error} Before the first run, if the schedule depends on it.
   */
  snapshot(): Snapshot;
}

/** Schedules as callbacks of the TensorFlow.js that they were connected to. */
export interface Connection {
  /**
   * A schedule whose step is an update.
   *
   * Counts the updates applied since the first run with this callback, or since the snapshot in `resume`: a second `fit`
   * goes on where the first one ended. A first run with `initialEpoch` begins at the first step of that epoch.
   *
   * @param schedule - A number, a schedule, or a function of the run's totals that returns one; see {@link ScheduleSource}.
   * @param options - Where to continue: see `drive` of `@anneal/core`.
   * @throws {RangeError} If the schedule or the snapshot is not valid.
   * @throws {TypeError} If an argument is of the wrong type.
   *
   * @example
   * ```ts
   * perStep(({ totalSteps }) => cosine({ initial: 0.01, steps: totalSteps }));
   * ```
   */
  readonly perStep: (schedule: ScheduleSource, options?: DriveOptions) => ScheduleCallback;
  /**
   * A schedule whose step is an epoch; otherwise as {@link Connection.perStep}. An epoch cut short by `stopTraining` counts.
   *
   * @example
   * ```ts
   * perEpoch(step({ initial: 0.01, every: 5, factor: 0.5 }));
   * ```
   */
  readonly perEpoch: (schedule: ScheduleSource, options?: DriveOptions) => ScheduleCallback;
  /**
   * `LearningRateScheduler` of Keras: sets the rate of each epoch.
   *
   * @param schedule - From the epoch, counted from 0, and the rate before it.
   * @throws {TypeError} If `schedule` is not a function. While training, an error for a rate that is none.
   *
   * @example
   * ```ts
   * learningRateScheduler((epoch, lr) => (epoch >= 5 ? lr * 0.5 : lr));
   * ```
   */
  readonly learningRateScheduler: (
    schedule: (epoch: number, learningRate: number) => number,
  ) => Callback;
  /**
   * `ReduceLROnPlateau` of Keras: multiplies the rate by `factor` after `patience` epochs without improvement.
   *
   * Goes on counting in a later run, where Keras begins anew. Differs further: a missing metric is an error, a NaN is never
   * the best, and a cooldown of c lasts c epochs, where Keras' lasts c − 1.
   *
   * @param options - See {@link ReduceLROnPlateauOptions}.
   * @param driveOptions - Where to continue: see `drive` of `@anneal/core`.
   * @throws {RangeError} If an option is out of range.
   * @throws {TypeError} If an option is unknown or of the wrong type.
   */
  readonly reduceLROnPlateau: (
    options?: ReduceLROnPlateauOptions,
    driveOptions?: DriveOptions,
  ) => ScheduleCallback;
}

/**
 * Connects anneal to your TensorFlow.js: schedules become instances of your own `tf.Callback`.
 *
 * A callback made from another copy of TensorFlow.js would be taken for a plain object, and lose its `this`.
 *
 * @param tf - The module that the model is made with.
 * @throws {TypeError} If `tf` has no `Callback`.
 *
 * @example
 * ```ts
 * const { perStep } = connect(tf);
 * await model.fit(x, y, { callbacks: [perStep(cosine({ initial: 0.1, steps: 1000 }))] });
 * ```
 */
export function connect(tf: TensorFlow): Connection {
  if (typeof (tf as Partial<TensorFlow> | undefined)?.Callback !== "function") {
    throw new TypeError(
      "@anneal/tfjs: connect: tf must be TensorFlow.js with its layers API, such as @tensorflow/tfjs: it has no Callback",
    );
  }

  class HookedCallback extends tf.Callback {
    readonly #hooks: Hooks;

    constructor(hooks: Hooks) {
      super();
      this.#hooks = hooks;
    }

    override async onTrainBegin(): Promise<void> {
      await this.#hooks.trainBegin?.(this);
    }
    override async onEpochBegin(epoch: number): Promise<void> {
      await this.#hooks.epochBegin?.(epoch, this);
    }
    override async onBatchBegin(): Promise<void> {
      await this.#hooks.batchBegin?.(this);
    }
    override async onBatchEnd(): Promise<void> {
      await this.#hooks.batchEnd?.(this);
    }
    override async onEpochEnd(_epoch: number, logs: Logs = {}): Promise<void> {
      await this.#hooks.epochEnd?.(logs, this);
    }
  }

  const resumable = (hooks: ResumableHooks): ScheduleCallback =>
    Object.assign(new HookedCallback(hooks), { snapshot: hooks.snapshot });

  return {
    perStep: (schedule, options) => resumable(perStep(schedule, options)),
    perEpoch: (schedule, options) => resumable(perEpoch(schedule, options)),
    learningRateScheduler: (schedule) => new HookedCallback(learningRateScheduler(schedule)),
    reduceLROnPlateau: (options, driveOptions) =>
      resumable(reduceLROnPlateau(options, driveOptions)),
  };
}
