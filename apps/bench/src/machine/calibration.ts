import { batchOf, firstOf, isLoop } from "@anneal/experiment/task";
import { compileNetwork } from "@anneal/experiment/training";
import type { ReadyTask } from "@anneal/experiment/training";
import type { Backend } from "../backends/load.ts";
import type * as Tensorflow from "@tensorflow/tfjs";

/** How fast a machine is. */
export interface Calibration {
  /** Billions of operations a second in a matrix product. */
  readonly gigaflops: number;
  /** Of training the network of a task, alone on the machine. */
  readonly examplesPerSecond: number;
}

const width = 256;
const operations = 2 * width ** 3;

/** Multiplies a matrix by itself, in plain JavaScript. */
function square(factor: Float32Array): Float32Array {
  const product = new Float32Array(width ** 2);
  for (let row = 0; row < width; row++) {
    for (let inner = 0; inner < width; inner++) {
      const left = factor[row * width + inner]!;
      for (let column = 0; column < width; column++) {
        product[row * width + column]! += left * factor[inner * width + column]!;
      }
    }
  }
  return product;
}

/** The speed of a matrix product in plain JavaScript, for a loop without TensorFlow.js. */
export function measureGigaflopsOfJavaScript(): number {
  const factor = new Float32Array(width ** 2).fill(0.5);
  let best = Infinity;
  for (let round = 0; round < 3; round++) {
    const start = performance.now();
    square(factor);
    best = Math.min(best, performance.now() - start);
  }
  return operations / 1e6 / Math.max(best, 1e-3);
}

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

/** What is trained to measure a speed. */
interface Measured {
  readonly task: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
}

/** Seconds for some updates of the network of a task on its first examples; `null` for a loop of its own. */
async function trainBriefly(
  { tf, fuse }: Pick<Backend, "tf" | "fuse">,
  { task, data }: ReadyTask,
  like: Measured,
  updates: number,
): Promise<number | null> {
  if (isLoop(task) || data === null) return null;
  const { batchSize } = like;
  const first = await firstOf(data.train, { seed: 1, epoch: 0 }, batchSize);
  const context = { ...like, seed: 1 };
  const network = await compileNetwork(tf, like.task, task, context, undefined, fuse);
  const batch = batchOf(
    tf,
    first,
    Uint32Array.from({ length: first.length }, (_, index) => index),
  );
  const began = performance.now();
  await network.model.fit(batch.x, batch.y, {
    batchSize,
    epochs: updates,
    shuffle: false,
    ...silent,
  });
  const seconds = (performance.now() - began) / 1000;
  batch.dispose();
  network.dispose();
  return seconds;
}

const warmupUpdates = 3;

/** Has every kernel compiled and set up before a clock runs. */
export async function warmUp(
  backend: Pick<Backend, "tf" | "fuse">,
  ready: ReadyTask,
  like: Measured,
): Promise<void> {
  await trainBriefly(backend, ready, like, warmupUpdates);
}

/** Measures the machine for about two seconds, after a {@link warmUp}; `null` for a loop of its own. */
export async function calibrate(
  backend: Pick<Backend, "tf" | "fuse">,
  ready: ReadyTask,
  like: Measured,
): Promise<Calibration | null> {
  const single = await trainBriefly(backend, ready, like, 1);
  if (single === null) return null;
  const gigaflops = await measureGigaflops(backend.tf);
  const updates = Math.min(100, Math.max(1, Math.ceil(2 / single)));
  const seconds = await trainBriefly(backend, ready, like, updates);
  const length = Math.min(like.batchSize, ready.data!.train.length);
  return { gigaflops, examplesPerSecond: (updates * length) / seconds! };
}
