/**
 * Trains a network by `fit`, for as many seconds as each line on its standard input says, and answers with a line of JSON:
 * how tools/peers/training.py measures what trains in JavaScript.
 *
 * node --conditions=@anneal/source --import tsx tools/serve.ts fused-native reference 1
 *
 * The arguments are what trains, the network and the number of threads. Layer by layer train `wasm` with the kernels of
 * `@anneal/wasm-training`, and `tfjs-node` with those of `@anneal/node-training`, where ANNEAL_NATIVE_DIR has one;
 * `tfjs-node-stock` trains as it comes.
 */
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { registerFusedTraining, restoreLegacyUtil } from "@anneal/node-training";
import { registerTrainingKernels, setWasmBackend } from "@anneal/wasm-training";
import * as stock from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { fuse } from "../src/index.ts";
import { networks, type NetworkName } from "./networks.ts";

const trainers = ["fused-native", "fused-wasm", "wasm", "tfjs-node", "tfjs-node-stock"] as const;

const batchSize = 64;
/** Batches of a call of `fit`, at most: their images are in memory. */
const mostBatches = 400;
// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

const [given = "", network = "", threads = "1"] = process.argv.slice(2);
const trainer =
  trainers.find((name) => name === given) ??
  fail(`the first argument must be one of ${trainers.join(", ")}, got ${given}`);
const {
  model: modelOf,
  batch,
  shape,
} = (networks as Partial<typeof networks>)[network as NetworkName] ??
fail(`the second argument must be one of ${Object.keys(networks).join(", ")}, got ${network}`);

function fail(problem: string): never {
  throw new RangeError(problem);
}

async function tensorFlow(): Promise<readonly [tf: typeof stock, kernels: string]> {
  if (trainer.startsWith("tfjs-node")) {
    restoreLegacyUtil();
    process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
    process.env["TF_NUM_INTRAOP_THREADS"] = threads;
    const require = createRequire(join(process.env["ANNEAL_NATIVE_DIR"] ?? "", "package.json"));
    const tf = require("@tensorflow/tfjs-node") as typeof stock;
    await tf.setBackend("tensorflow");
    return [tf, trainer === "tfjs-node" ? registerFusedTraining(tf).parts.join(", ") : "stock"];
  }
  const { build } = registerTrainingKernels(stock);
  await setWasmBackend(stock, wasm);
  return [stock, build];
}

const [tf, kernels] = await tensorFlow();
const model = modelOf(tf);
let engine = kernels;
if (trainer.startsWith("fused")) {
  const options =
    trainer === "fused-wasm"
      ? ({ engine: "wasm" } as const)
      : ({ engine: "native", threads: Number(threads) } as const);
  const fused = fuse(tf, model, options);
  if (fused.engine === "layers") fail(String(fused.reason));
  engine = `vectors of ${String(fused.width)} floats`;
}
const { images, labels } = batch(batchSize);
const x = tf.tensor(images, [batchSize, ...shape]);
const y = tf.tensor1d(labels);

async function train(
  batches: number,
): Promise<Record<"images" | "seconds" | "cpuSeconds", number>> {
  const [xs, ys] = [x, y].map((tensor) => tf.concat(Array<stock.Tensor>(batches).fill(tensor)));
  const [began, cpu] = [performance.now(), process.cpuUsage()];
  await model.fit(xs!, ys!, { batchSize, epochs: 1, shuffle: false, ...silent });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  tf.dispose([xs!, ys!]);
  return { images: batches * batchSize, seconds, cpuSeconds: (user + system) / 1e6 };
}

const answer = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};

await train(2);
let perBatch = (await train(2)).seconds / 2;
answer({ version: `Node ${process.versions.node}`, kernels: engine });
for await (const line of createInterface({ input: process.stdin })) {
  const measured = await train(
    Math.min(mostBatches, Math.max(1, Math.round(Number(line) / perBatch))),
  );
  perBatch = (measured.seconds * batchSize) / measured.images;
  answer(measured);
}
