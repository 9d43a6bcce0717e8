import * as tf from "@tensorflow/tfjs";
import { getThreadsCount, setWasmPaths } from "@tensorflow/tfjs-backend-wasm";
import { registerTrainingKernels, type TrainingBuild } from "../../src/index.ts";
import { trainedBits } from "../trainedBits.ts";

/** What the page found out. */
export interface Findings {
  readonly build: TrainingBuild;
  readonly isShared: boolean;
  readonly threads: number;
  /** The largest difference from the cpu backend, relative to the largest gradient, of each weight. */
  readonly errors: readonly number[];
  readonly losses: readonly number[];
  /** What `trainedBits` gives here. */
  readonly bits: string;
}

function network(): tf.Sequential {
  const kernelInitializer = (seed: number) => tf.initializers.glorotUniform({ seed });
  return tf.sequential({
    layers: [
      tf.layers.conv2d({
        filters: 8,
        kernelSize: 3,
        activation: "relu",
        inputShape: [14, 14, 1],
        kernelInitializer: kernelInitializer(1),
      }),
      tf.layers.maxPooling2d({ poolSize: 2 }),
      tf.layers.conv2d({
        filters: 12,
        kernelSize: 3,
        padding: "same",
        activation: "relu6",
        kernelInitializer: kernelInitializer(2),
      }),
      tf.layers.averagePooling2d({ poolSize: 2 }),
      tf.layers.flatten(),
      tf.layers.dense({
        units: 10,
        activation: "softmax",
        kernelInitializer: kernelInitializer(3),
      }),
    ],
  });
}

function gradients(): Float32Array[] {
  return tf.tidy(() => {
    const model = network();
    const images = tf.randomUniform([16, 14, 14, 1], 0, 1, "float32", 4);
    const labels = tf.oneHot(
      Array.from({ length: 16 }, (_value, index) => index % 10),
      10,
    );
    const { grads } = tf.variableGrads(() =>
      tf.losses.softmaxCrossEntropy(labels, model.apply(images, { training: true }) as tf.Tensor),
    );
    return Object.values(grads).map((gradient) => gradient.dataSync<"float32">());
  });
}

async function train(): Promise<number[]> {
  const model = network();
  model.compile({ optimizer: tf.train.adam(0.01), loss: "sparseCategoricalCrossentropy" });
  const images = tf.randomUniform([16, 14, 14, 1], 0, 1, "float32", 4);
  const labels = tf.tensor1d(Array.from({ length: 16 }, (_value, index) => index % 10));
  const losses: number[] = [];
  for (let step = 0; step < 30; step++) {
    losses.push((await model.trainOnBatch(images, labels)) as number);
  }
  return losses;
}

async function findings(): Promise<Findings> {
  await tf.setBackend("cpu");
  const expected = gradients();
  setWasmPaths("/wasm/");
  const registered = registerTrainingKernels(tf);
  await tf.setBackend("wasm");
  const actual = gradients();
  const { wasm } = tf.backend() as unknown as { wasm: { HEAPU8: Uint8Array } };
  return {
    build: registered.build,
    isShared: !(wasm.HEAPU8.buffer instanceof ArrayBuffer),
    threads: getThreadsCount(),
    errors: expected.map((values, index) => {
      const scale = Math.max(...values.map(Math.abs));
      return Math.max(...values.map((value, at) => Math.abs(value - actual[index]![at]!))) / scale;
    }),
    losses: await train(),
    bits: await trainedBits(tf),
  };
}

(globalThis as unknown as { findings: Promise<Findings> }).findings = findings();
