/**
 * Trains networks for as many seconds as each line on its standard input says, `{"network": "mlp", "seconds": 2}`, and answers
 * with a line of JSON: how tools/peers/training.py measures what trains in JavaScript.
 *
 * node --conditions=@anneal/source --import tsx tools/serve.ts fused-native 1
 *
 * The arguments are what trains and the number of threads. `{"peak": true}` asks for the GFLOPS of a matrix product.
 */
import { createInterface } from "node:readline";
import { createTensorFlowTrainer } from "./trainers/tensorFlowTrainer.ts";
import { batchSize, type TrainEpochs } from "./trainers/trainer.ts";

const names = ["fused-native", "fused-wasm", "wasm", "tfjs-node", "tfjs-node-stock", "jax-js"];
/** Batches of an epoch, at most: their images are in memory. */
const mostBatches = 400;

const [name = "", threads = "1"] = process.argv.slice(2);
if (!names.includes(name)) {
  throw new RangeError(`the first argument must be one of ${names.join(", ")}, got ${name}`);
}
const trainer =
  name === "jax-js"
    ? await (await import("./trainers/jaxTrainer.ts")).createJaxTrainer()
    : await createTensorFlowTrainer(name, Number(threads));

async function measured(train: TrainEpochs, batches: number) {
  const epochs = Math.ceil(batches / mostBatches);
  const perEpoch = Math.ceil(batches / epochs);
  let began = 0;
  let cpu = process.cpuUsage();
  await train(perEpoch, epochs, () => {
    began = performance.now();
    cpu = process.cpuUsage();
  });
  const seconds = (performance.now() - began) / 1000;
  const { user, system } = process.cpuUsage(cpu);
  return { images: perEpoch * epochs * batchSize, seconds, cpuSeconds: (user + system) / 1e6 };
}

interface Prepared {
  readonly train: TrainEpochs;
  /** Seconds, as it was last measured. */
  perBatch: number;
}
const prepared = new Map<string, Prepared>();

async function prepare(network: string): Promise<Prepared> {
  const train = trainer.prepare(network);
  await measured(train, 1);
  const one: Prepared = { train, perBatch: (await measured(train, 1)).seconds };
  prepared.set(network, one);
  return one;
}

interface Request {
  readonly peak?: true;
  readonly network: string;
  readonly seconds: number;
}

async function answerTo({ peak, network, seconds }: Request): Promise<object> {
  if (peak) return { gigaflops: trainer.peak?.() ?? null };
  const one = prepared.get(network) ?? (await prepare(network));
  if (seconds === 0) return {};
  const result = await measured(one.train, Math.max(1, Math.round(seconds / one.perBatch)));
  one.perBatch = (result.seconds * batchSize) / result.images;
  return result;
}

const answer = (line: object): void => {
  process.stdout.write(`${JSON.stringify(line)}\n`);
};
answer({ version: trainer.version, kernels: trainer.kernels });
for await (const line of createInterface({ input: process.stdin })) {
  answer(
    await answerTo(JSON.parse(line) as Request).catch((error: unknown) => ({
      problem: String(error),
    })),
  );
}
