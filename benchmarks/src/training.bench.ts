/**
 * Training step of the reference network on the WebAssembly backend: TensorFlow.js's own kernels with only the missing
 * one added, against all training kernels.
 *
 * node --conditions=@anneal/source --import tsx benchmarks/src/training.bench.ts [rounds] [steps]
 */
import { availableParallelism } from "node:os";
import {
  registerTrainingKernels,
  type TrainingBuild,
  type TrainingKernelName,
} from "@anneal/wasm-training";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { referenceNetwork } from "./referenceNetwork.ts";

const batchSize = 64;
const rounds = Number(process.argv[2] ?? 20);
const stepsPerRound = Number(process.argv[3] ?? 4);

interface Variant {
  readonly name: string;
  readonly only?: readonly TrainingKernelName[];
  readonly build: TrainingBuild | "auto";
}

const variants: readonly Variant[] = [
  { name: "stock + Conv2DBackpropFilter", only: ["Conv2DBackpropFilter"], build: "plain" },
  { name: "all training kernels, plain", build: "plain" },
  { name: "all training kernels", build: "auto" },
];

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((first, second) => first - second);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
}

await tf.setBackend("wasm");

const images = tf.randomUniform([batchSize, 28, 28, 1], 0, 1, "float32", 5);
const labels = tf.tensor1d(
  Array.from({ length: batchSize }, (_value, index) => index % 10),
  "float32",
);
const runs = variants.map((variant) => ({
  ...variant,
  model: referenceNetwork(),
  milliseconds: [] as number[],
}));

// One round of each variant in turn, so that a busy machine slows all of them alike; round 0 only warms up.
for (let round = 0; round <= rounds; round++) {
  for (const { only, build, model, milliseconds } of runs) {
    const { unregister } = registerTrainingKernels(tf, { only, build });
    for (let step = 0; step < stepsPerRound; step++) {
      const start = performance.now();
      await model.trainOnBatch(images, labels);
      if (round > 0) milliseconds.push(performance.now() - start);
    }
    unregister();
  }
}

console.log(
  `Reference network, batch ${batchSize}, ${rounds} rounds of ${stepsPerRound} steps, ` +
    `Node ${process.version}, ${availableParallelism()} cores\n`,
);
console.log("| kernels | median ms/step | median images/s | best decile images/s |");
console.log("|---|---:|---:|---:|");
for (const { name, milliseconds } of runs) {
  const median = quantile(milliseconds, 0.5);
  const best = quantile(milliseconds, 0.1);
  const rate = (duration: number) => ((1000 * batchSize) / duration).toFixed(0);
  console.log(`| ${name} | ${median.toFixed(1)} | ${rate(median)} | ${rate(best)} |`);
}
