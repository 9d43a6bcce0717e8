import { availableParallelism, totalmem } from "node:os";

/**
 * Threads of each process that trains. One: a second thread adds less than a second process does, and with TensorFlow the
 * number of threads changes the order of sums, so that results would depend on how many trainings run at a time.
 */
export const threadsPerProcess = 1;

/** Memory that a training on all 60,000 images takes at most, with its backend and its data. */
const bytesPerProcess = 2 * 2 ** 30;

/** How many trainings run at a time: one for each core, as far as the memory goes. */
export const defaultJobs = (cores = availableParallelism(), bytes = totalmem()): number =>
  Math.max(1, Math.min(cores, Math.floor(bytes / bytesPerProcess)));
