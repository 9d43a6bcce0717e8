/**
 * Measures how many images a second each engine trains of some networks, by `fit` and in turns, and prints a table: the
 * medians of the rounds.
 *
 * tsx tools/compare.ts [--rounds 5] [--seconds 1] [--networks reference,mlp,lenet,cifar]
 *
 * Each engine trains with one thread of one process. The layers are those of TensorFlow.js on WebAssembly with the kernels of
 * `@anneal/wasm-training`, and on tfjs-node with those of `@anneal/node-training` where ANNEAL_NATIVE_DIR has one.
 */
import { fork } from "node:child_process";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { registerFusedTraining, restoreLegacyUtil } from "@anneal/node-training";
import { registerTrainingKernels, setWasmBackend } from "@anneal/wasm-training";
import * as stock from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { fuse } from "../src/index.ts";
import { networks, type NetworkName } from "./networks.ts";

const engines = ["tfjs-node, layers", "wasm, layers", "fused wasm", "fused native"] as const;
type EngineName = (typeof engines)[number];

const batchSize = 64;
// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

/** What a process measured: images, and the seconds on the clock and of the processor. */
interface Measured {
  readonly images: number;
  readonly seconds: number;
  readonly cpuSeconds: number;
}

async function backendOf(engine: EngineName): Promise<typeof stock> {
  if (engine === "tfjs-node, layers") {
    restoreLegacyUtil();
    process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "3";
    process.env["TF_NUM_INTRAOP_THREADS"] = "1";
    const require = createRequire(join(process.env["ANNEAL_NATIVE_DIR"] ?? "", "package.json"));
    const tf = require("@tensorflow/tfjs-node") as typeof stock;
    await tf.setBackend("tensorflow");
    registerFusedTraining(tf);
    return tf;
  }
  registerTrainingKernels(stock);
  await setWasmBackend(stock, wasm);
  return stock;
}

/** The process of an engine: it answers each number of seconds with what it trained in them. */
async function serve(name: NetworkName, engine: EngineName): Promise<void> {
  const tf = await backendOf(engine);
  const model = networks[name].model(tf);
  if (engine.startsWith("fused")) {
    const fused = fuse(tf, model, { engine: engine === "fused wasm" ? "wasm" : "native" });
    if (fused.engine === "layers") throw new Error(fused.reason);
  }
  const { images, labels } = networks[name].batch(batchSize);
  const x = tf.tensor(images, [batchSize, ...networks[name].shape]);
  const y = tf.tensor1d(labels);
  const train = async (batches: number): Promise<Measured> => {
    const [xs, ys] = [x, y].map((tensor) => tf.concat(Array<stock.Tensor>(batches).fill(tensor)));
    const [began, cpu] = [performance.now(), process.cpuUsage()];
    await model.fit(xs!, ys!, { batchSize, epochs: 1, shuffle: false, ...silent });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    tf.dispose([xs!, ys!]);
    return { images: batches * batchSize, seconds, cpuSeconds: (user + system) / 1e6 };
  };
  await train(2);
  let perBatch = (await train(2)).seconds / 2;
  process.on("message", (seconds: number) => {
    void train(Math.min(400, Math.max(1, Math.round(seconds / perBatch)))).then((measured) => {
      perBatch = (measured.seconds * batchSize) / measured.images;
      process.send!(measured);
    });
  });
  process.send!("ready");
}

const median = (values: readonly number[]): number =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)]!;

async function compare(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rounds: { type: "string", default: "5" },
      seconds: { type: "string", default: "1" },
      networks: { type: "string", default: Object.keys(networks).join(",") },
    },
  });
  console.log("| network | engine | images/s | CPU ms a batch of 64 |");
  console.log("| --- | --- | ---: | ---: |");
  for (const name of values.networks.split(",")) {
    const running = await Promise.all(
      engines.map(async (engine) => {
        const child = fork(fileURLToPath(import.meta.url), ["--serve", name, engine], {
          execArgv: process.execArgv,
          stdio: ["ignore", "ignore", "pipe", "ipc"],
        });
        const answer = () =>
          new Promise<unknown>((resolve, reject) => {
            child.once("message", resolve);
            child.once("exit", () => reject(new Error(`${engine} does not run`)));
          });
        const isRunning = await answer().then(
          () => true,
          () => false,
        );
        const measure = async (): Promise<Measured> => {
          const answered = answer();
          child.send(Number(values.seconds));
          return (await answered) as Measured;
        };
        return { engine, child, isRunning, measure, all: [] as Measured[] };
      }),
    );
    for (let round = 0; round < Number(values.rounds); round++) {
      for (const { isRunning, all, measure } of running) if (isRunning) all.push(await measure());
    }
    for (const { engine, child, isRunning, all } of running) {
      child.kill();
      const speed = median(all.map(({ images, seconds }) => images / seconds));
      const cost = median(all.map((one) => (1000 * batchSize * one.cpuSeconds) / one.images));
      const cells = isRunning ? [speed.toFixed(0), cost.toFixed(2)] : ["–", "–"];
      console.log(`| ${[name, engine, ...cells].join(" | ")} |`);
    }
  }
}

const [flag, network, engine] = process.argv.slice(2);
if (flag === "--serve") await serve(network as NetworkName, engine as EngineName);
else await compare();
