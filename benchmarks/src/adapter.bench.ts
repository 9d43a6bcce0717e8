import { performance } from "node:perf_hooks";
import { connect } from "@anneal/tfjs";
import { registerTrainingKernels } from "@anneal/wasm-training";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { cosine } from "anneal";
import { referenceNetwork } from "./referenceNetwork.ts";

const batchSize = 64;
// The enum of the levels is not exported.
const silent = { verbose: 0 };
const median = (values: readonly number[]): number =>
  [...values].sort((left, right) => left - right)[Math.floor(values.length / 2)] ?? NaN;

class Listener extends tf.Callback {}

export interface AdapterCost {
  /** Median milliseconds of a training step with no schedule and with `perStep`, measured in turns. */
  readonly without: number;
  readonly with: number;
  /** Median microseconds of what the adapter does for a step, measured alone. */
  readonly alone: number;
}

/** What `perStep` adds to a training step of the reference CNN on the WebAssembly backend. */
export async function measureAdapter(rounds: number, batches: number): Promise<AdapterCost> {
  registerTrainingKernels(tf);
  await tf.setBackend("wasm");
  const { perStep } = connect(tf);
  const images = tf.randomUniform([batchSize * batches, 28, 28, 1], 0, 1, "float32", 1);
  const labels = tf.randomUniform([batchSize * batches], 0, 10, "int32", 2).toFloat();
  const model = referenceNetwork();

  // The clock starts before the scheduled callback and stops after it.
  const train = async (scheduled: boolean): Promise<number[]> => {
    const [first, last] = [new Listener(), new Listener()];
    const times: number[] = [];
    let began = 0;
    first.onBatchBegin = () => {
      began = performance.now();
      return Promise.resolve();
    };
    last.onBatchEnd = () => {
      times.push(performance.now() - began);
      return Promise.resolve();
    };
    const middle = scheduled
      ? [perStep(({ totalSteps }) => cosine({ initial: 0.01, steps: totalSteps }))]
      : [];
    await model.fit(images, labels, {
      batchSize,
      epochs: 1,
      ...silent,
      callbacks: [first, ...middle, last],
    });
    return times;
  };

  await train(false);
  const plain: number[] = [];
  const scheduled: number[] = [];
  for (let round = 0; round < rounds; round++) {
    plain.push(...(await train(false)));
    scheduled.push(...(await train(true)));
  }

  const callback = perStep(cosine({ initial: 0.01, steps: 1e6 }));
  callback.setParams({ epochs: 1, samples: 1e6, batchSize: 1, initialEpoch: 0 });
  callback.setModel(model);
  await callback.onTrainBegin({});
  const optimizer = model.optimizer as unknown as { iterations: number; iterations_: number };
  const alone: number[] = [];
  for (let sample = 0; sample < 200; sample++) {
    const began = performance.now();
    for (let index = 0; index < 100; index++) {
      await callback.onBatchBegin(index, {});
      optimizer.iterations_ += 1;
      await callback.onBatchEnd(index, {});
    }
    alone.push(((performance.now() - began) * 1000) / 100);
  }
  images.dispose();
  labels.dispose();
  return { without: median(plain), with: median(scheduled), alone: median(alone) };
}
