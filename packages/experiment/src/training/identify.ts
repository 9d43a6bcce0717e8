import type * as Tensorflow from "@tensorflow/tfjs";
import type { Trial } from "../records/trial.ts";
import type { TrialContext } from "../task/context.ts";
import type { PreparedData } from "../task/data.ts";
import { batchOf } from "../task/examples.ts";
import { inTask } from "../task/inTask.ts";
import { firstOf } from "../task/stream.ts";
import type { FitTask, MetricDefinition, Task } from "../task/task.ts";
import { bytesOf, digest } from "./digest.ts";
import type { Fuse } from "./fuse.ts";
import { compileNetwork, valuesOn } from "./network.ts";

/** Examples on which loss and metrics are told apart. */
const sampleSize = 16;

const describeLayers = (model: Tensorflow.LayersModel): string =>
  `${model.layers.map((layer) => layer.getClassName()).join(", ")}; ${String(model.countParams())} parameters`;

/** The version of a task as a part of a trial's identity, if it has one. */
export const versionOf = ({ version }: Task): Trial["identity"] =>
  version === undefined ? {} : { version: String(version) };

/** Whether a metric is not among what a fused step tells: TensorFlow.js computes it on its backend, which rounds its own way. */
function isOfBackend(given: string | MetricDefinition): boolean {
  const { name, metric = name } = typeof given === "string" ? { name: given } : given;
  return name !== "loss" && metric !== "accuracy";
}

/** Builds the network of a task for a trial, and tells what it is: its first weights, its metrics on some examples. */
export async function identify(
  tf: typeof Tensorflow,
  name: string,
  task: FitTask,
  data: PreparedData,
  context: TrialContext,
  fuse: Fuse | undefined,
): Promise<{
  readonly network: string;
  readonly optimizer: string;
  readonly identity: Trial["identity"];
}> {
  const network = await compileNetwork(tf, name, task, context, undefined, fuse);
  try {
    const { model, optimizer } = network;
    const weights = await Promise.all(model.getWeights().map((weight) => weight.data()));
    const values = await inTask(name, "the network does not take the data", async () => {
      const first = await firstOf(data.train, { seed: context.seed, epoch: 0 }, sampleSize);
      const all = Uint32Array.from({ length: first.length }, (_, index) => index);
      const batch = batchOf(tf, first, all);
      const found = await valuesOn(model, batch, sampleSize);
      batch.dispose();
      return digest(bytesOf(Float64Array.from(found.values())));
    });
    return {
      network: task.description ?? describeLayers(model),
      optimizer: optimizer.getClassName(),
      identity: {
        ...(fuse && task.metrics?.some(isOfBackend) ? { backend: tf.getBackend() } : {}),
        weights: digest(weights.map((values) => digest(bytesOf(values)))),
        metrics: digest([
          network.logNames.map(([metric]) => metric),
          task.classWeight ?? null,
          values,
        ]),
      },
    };
  } finally {
    network.dispose();
  }
}
