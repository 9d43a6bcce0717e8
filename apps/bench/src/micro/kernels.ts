import type { Micro } from "@anneal/experiment/records";
import { median } from "@anneal/experiment/statistics";
import { referenceNetwork } from "@anneal/experiment/task";
import type * as Tensorflow from "@tensorflow/tfjs";
import { referenceWork } from "./reference.ts";

/** How much processor time something takes, all threads together. */
type Cost = Micro["reference"];

/** Options of {@link measureKernels}. */
interface KernelOptions {
  /** How often each is called. @defaultValue `30` */
  readonly rounds?: number | undefined;
  /** @defaultValue `64` */
  readonly batchSize?: number | undefined;
  /** Microseconds so far. @defaultValue the processor time of this process */
  readonly clock?: (() => number) | undefined;
}

/** The speed of the machine, and of what trains on it. */
export interface KernelCosts {
  readonly reference: Cost;
  readonly kernels: readonly ({ readonly name: string } & Cost)[];
}

const warmupRounds = 3;

/** What is timed; its output is to be disposed of. */
type Work = () => Tensorflow.Tensor | Tensorflow.Tensor[];

const valid = { strides: [1, 1], pad: "valid", dataFormat: "NHWC", dimRoundingMode: null };
const pooled = { filterSize: [2, 2], strides: [2, 2], pad: "valid", dimRoundingMode: null };

/** The kernels of a training step in the shapes of the reference network; those that the backend does not have are left out. */
function kernelWork(
  tf: typeof Tensorflow,
  batchSize: number,
): readonly (readonly [name: string, work: Work])[] {
  const filled = (...shape: number[]) => tf.randomUniform(shape, -1, 1, "float32", 1);
  // The second convolution, where most of the arithmetic is, and the first pooling, which has most of the elements.
  const image = filled(batchSize, 13, 13, 32);
  const filter = filled(3, 3, 32, 64);
  const gradient = filled(batchSize, 11, 11, 64);
  const wide = filled(batchSize, 26, 26, 32);
  const narrow = filled(batchSize, 13, 13, 32);
  const flat = filled(batchSize, 1600);
  const weights = filled(1600, 64);
  const calls: Readonly<Record<string, readonly [Tensorflow.NamedTensorMap, object]>> = {
    Conv2D: [
      { x: image, filter },
      { ...valid, dilations: [1, 1] },
    ],
    Conv2DBackpropFilter: [
      { x: image, dy: gradient },
      { ...valid, filterShape: [3, 3, 32, 64] },
    ],
    Conv2DBackpropInput: [
      { dy: gradient, filter },
      { ...valid, inputShape: [batchSize, 13, 13, 32] },
    ],
    MaxPool: [{ x: wide }, pooled],
    MaxPoolGrad: [{ dy: narrow, input: wide, output: narrow }, pooled],
    BatchMatMul: [
      { a: tf.expandDims(flat), b: tf.expandDims(weights) },
      { transposeA: false, transposeB: false },
    ],
    Sum: [{ x: gradient }, { axis: [0, 1, 2], keepDims: false }],
  };
  const present = new Set(
    tf.getKernelsForBackend(tf.getBackend()).map(({ kernelName }) => kernelName),
  );
  return Object.entries(calls)
    .filter(([name]) => present.has(name))
    .map(([name, [inputs, attributes]]) => [
      name,
      () => tf.engine().runKernel(name, inputs, attributes as Tensorflow.NamedAttrMap),
    ]);
}

function costOf(microseconds: readonly number[]): Cost {
  const middle = median(microseconds);
  const deviation = median(microseconds.map((value) => Math.abs(value - middle)));
  // The clock ticks in microseconds.
  return { nanoseconds: 1000 * Math.max(middle, 1), deviation: 1000 * deviation };
}

const cpuMicroseconds = (): number => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

/**
 * Times every kernel of a training step and a whole step, in turn with the reference: in processor time, in which what else
 * runs on the machine has hardly a part. On plain JavaScript, where one step takes seconds, the reference alone.
 */
export async function measureKernels(
  tf: typeof Tensorflow,
  { rounds = 30, batchSize = 64, clock = cpuMicroseconds }: KernelOptions = {},
): Promise<KernelCosts> {
  const model = referenceNetwork(tf, 1);
  const optimizer = tf.train.adam(0.001);
  model.compile({ optimizer, loss: "sparseCategoricalCrossentropy" });
  const images = tf.randomUniform([batchSize, 28, 28, 1], 0, 1, "float32", 1);
  const labels = tf.zeros([batchSize]);
  const times = new Map<string, number[]>();
  const time = async <Result>(
    name: string,
    work: () => Result | Promise<Result>,
  ): Promise<Result> => {
    const began = clock();
    const result = await work();
    const taken = times.get(name) ?? [];
    times.set(name, [...taken, clock() - began]);
    return result;
  };
  tf.engine().startScope();
  try {
    const slow = tf.getBackend() === "cpu";
    const kernels = slow ? [] : kernelWork(tf, batchSize);
    for (let round = 0; round < warmupRounds + rounds; round++) {
      if (round === warmupRounds) times.clear();
      await time("reference", referenceWork);
      for (const [name, work] of kernels) {
        tf.dispose(await time(name, work));
      }
      if (!slow) await time("training step", () => model.trainOnBatch(images, labels));
    }
  } finally {
    tf.engine().endScope();
    tf.dispose([images, labels]);
    model.dispose();
    optimizer.dispose();
  }
  const [reference, ...measured] = [...times].map(([name, taken]) => ({ name, ...costOf(taken) }));
  const { nanoseconds, deviation } = reference!;
  return { reference: { nanoseconds, deviation }, kernels: measured };
}
