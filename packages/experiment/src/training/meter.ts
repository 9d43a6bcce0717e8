import type { EpochTimes } from "../records/results.ts";
import type * as Tensorflow from "@tensorflow/tfjs";

/** Batches of a trial that are not counted, because kernels are still being compiled and set up. */
const warmupBatches = 3;

/** What a {@link createMeter} has seen. */
type Reading = EpochTimes["measured"];

/** Clocks in milliseconds. */
export interface Clocks {
  readonly wall: () => number;
  /** Processor time of this process; left out where nothing tells it, as in a page. */
  readonly cpu?: (() => number) | undefined;
}

/** A callback for `fit` that measures training alone. */
interface Meter extends Tensorflow.Callback {
  /** The reading since the last call of `take`, which starts a new one. */
  take(): Reading;
}

/**
 * Makes a meter. It belongs first among the callbacks, so that setting the learning rate is part of what it measures.
 *
 * It leaves out the first batches of all and the last batch of each epoch, in which `fit` runs the validation.
 */
export function createMeter(
  tf: typeof Tensorflow,
  stepsPerEpoch: number,
  { wall, cpu }: Clocks,
): Meter {
  class BatchMeter extends tf.Callback implements Meter {
    #batches = 0;
    #examples = 0;
    #milliseconds = 0;
    #cpuMilliseconds = 0;
    #began = { wall: 0, cpu: 0 };

    #read(): { wall: number; cpu: number } {
      return { wall: wall(), cpu: cpu?.() ?? 0 };
    }

    override onBatchBegin(): Promise<void> {
      this.#began = this.#read();
      return Promise.resolve();
    }

    override onBatchEnd(batch: number, logs?: Tensorflow.Logs): Promise<void> {
      const now = this.#read();
      const took = { wall: now.wall - this.#began.wall, cpu: now.cpu - this.#began.cpu };
      if (this.#batches++ >= warmupBatches && batch !== stepsPerEpoch - 1) {
        this.#milliseconds += took.wall;
        this.#cpuMilliseconds += took.cpu;
        this.#examples += Number(logs?.["size"]);
      }
      return Promise.resolve();
    }

    take(): Reading {
      const reading = {
        examples: this.#examples,
        seconds: this.#milliseconds / 1000,
        ...(cpu && { cpuSeconds: this.#cpuMilliseconds / 1000 }),
      };
      this.#examples = 0;
      this.#milliseconds = 0;
      this.#cpuMilliseconds = 0;
      return reading;
    }
  }
  return new BatchMeter();
}
