/** What trains the networks that are measured. */
export interface Trainer {
  readonly version: string;
  /** With what it computes. */
  readonly kernels: string;
  /** Prepares a network, whose images are of so many batches, and returns what trains it so many times with all of them. */
  readonly prepare: (network: string) => TrainEpochs;
  /** The GFLOPS of a matrix product in the fastest cache, where that can be measured. */
  readonly peak?: () => number;
}

/** Trains with so many batches, again and again. What is not training, as making images, happens before `begin` is called. */
export type TrainEpochs = (batches: number, epochs: number, begin: () => void) => Promise<void>;

/** Samples of a batch. */
export const batchSize = 64;
