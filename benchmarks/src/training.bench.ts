/**
 * Training step of the reference network on the WebAssembly backend: TensorFlow.js's own kernels with only the missing
 * one added, against all training kernels.
 *
 * node --conditions=@anneal/source --import tsx benchmarks/src/training.bench.ts [rounds] [steps]
 */
import { availableParallelism } from "node:os";
import {
  registerTrainingKernels,
  type RegisteredKernels,
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
  readonly build: TrainingBuild;
}

const variants: readonly Variant[] = [
  { name: "stock + Conv2DBackpropFilter", only: ["Conv2DBackpropFilter"], build: "plain" },
  { name: "all training kernels, plain", build: "plain" },
  { name: "all training kernels, simd", build: "simd" },
  { name: "all training kernels, relaxed", build: "relaxed" },
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
  cpuMilliseconds: [] as number[],
}));

/** The kernels of a variant; none where this engine does not have the build. */
function registered({ only, build }: Variant): RegisteredKernels | undefined {
  try {
    return registerTrainingKernels(tf, { only, build });
  } catch {
    return undefined;
  }
}
const cpuTime = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

// One round of each variant in turn, so that a busy machine slows all of them alike; round 0 only warms up.
for (let round = 0; round <= rounds; round++) {
  for (const { model, milliseconds, cpuMilliseconds, ...variant } of runs) {
    const kernels = registered(variant);
    if (!kernels) continue;
    for (let step = 0; step < stepsPerRound; step++) {
      const start = performance.now();
      const cpuStart = cpuTime();
      await model.trainOnBatch(images, labels);
      if (round === 0) continue;
      milliseconds.push(performance.now() - start);
      cpuMilliseconds.push(cpuTime() - cpuStart);
    }
    kernels.unregister();
  }
}

console.log(
  `Reference network, batch ${batchSize}, ${rounds} rounds of ${stepsPerRound} steps, ` +
    `Node ${process.version}, ${availableParallelism()} cores\n`,
);
console.log(
  "| kernels | CPU ms/step, best decile | median | median ms/step | best decile images/s |",
);
console.log("|---|---:|---:|---:|---:|");
for (const { name, milliseconds, cpuMilliseconds } of runs) {
  if (milliseconds.length === 0) continue;
  const [cpuBest, cpuMedian] = [0.1, 0.5].map((share) =>
    quantile(cpuMilliseconds, share).toFixed(1),
  );
  const median = quantile(milliseconds, 0.5).toFixed(1);
  const best = ((1000 * batchSize) / quantile(milliseconds, 0.1)).toFixed(0);
  console.log(`| ${name} | ${cpuBest!} | ${cpuMedian!} | ${median} | ${best} |`);
}
