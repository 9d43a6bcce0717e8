import { imageSize, referenceNetwork } from "@anneal/experiment/task";
import type * as Tensorflow from "@tensorflow/tfjs";

/** How fast a machine is. */
export interface Calibration {
  /** Billions of operations a second in a matrix product. */
  readonly gigaflops: number;
  /** Of training the reference network, alone on the machine. */
  readonly imagesPerSecond: number;
}

const width = 256;
const operations = 2 * width ** 3;

/** The speed of a matrix product on the backend: the best of those that fit into the time. */
export async function measureGigaflops(tf: typeof Tensorflow, milliseconds = 50): Promise<number> {
  const factor = tf.fill<Tensorflow.Rank.R2>([width, width], 0.5);
  const began = performance.now();
  let best = Infinity;
  // The first sets up what the others use; of a few that another process interrupts, one is left alone.
  for (let round = 0; round < 8 || performance.now() - began < milliseconds; round++) {
    const start = performance.now();
    const product = tf.matMul(factor, factor);
    await product.data();
    if (round > 0) best = Math.min(best, performance.now() - start);
    product.dispose();
  }
  factor.dispose();
  return operations / 1e6 / Math.max(best, 1e-3);
}

// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

/** Seconds for some updates of the reference network on images that mean nothing. */
export async function trainOnNothing(
  tf: typeof Tensorflow,
  batchSize: number,
  updates: number,
): Promise<number> {
  const model = referenceNetwork(tf, 1);
  const optimizer = tf.train.adam(0.001);
  const images = tf.fill([batchSize, imageSize, imageSize, 1], 0.5);
  const labels = tf.zeros([batchSize]);
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
  const began = performance.now();
  await model.fit(images, labels, { batchSize, epochs: updates, shuffle: false, ...silent });
  const seconds = (performance.now() - began) / 1000;
  tf.dispose([images, labels]);
  model.dispose();
  optimizer.dispose();
  return seconds;
}

const warmupUpdates = 3;

/** Has every kernel compiled and set up before a clock runs. */
export async function warmUp(tf: typeof Tensorflow, batchSize: number): Promise<void> {
  await trainOnNothing(tf, batchSize, warmupUpdates);
}

/** Measures the machine for about two seconds, after a {@link warmUp}. */
export async function calibrate(tf: typeof Tensorflow, batchSize: number): Promise<Calibration> {
  const gigaflops = await measureGigaflops(tf);
  const single = await trainOnNothing(tf, batchSize, 1);
  const updates = Math.min(100, Math.max(1, Math.ceil(2 / single)));
  const seconds = await trainOnNothing(tf, batchSize, updates);
  return { gigaflops, imagesPerSecond: (updates * batchSize) / seconds };
}
