import { imageSize, referenceNetwork } from "@anneal/experiment/task";
import type { Backend } from "../backends/load.ts";

/** What some time of training amounted to. */
export interface Measured {
  readonly images: number;
  readonly seconds: number;
  /** Seconds of all threads of the process together. */
  readonly cpuSeconds: number;
}

/** Trains the reference network for as long as it is told to. */
export interface TrainingLoop {
  /** Trains for about so many milliseconds, at least one batch. */
  run(milliseconds: number): Promise<Measured>;
}

// TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

/** Makes a loop over random images, and has every kernel compiled and set up. */
export async function startTrainingLoop(
  { tf, fuse }: Pick<Backend, "tf" | "fuse">,
  batchSize: number,
): Promise<TrainingLoop> {
  const model = referenceNetwork(tf, 1);
  model.compile({
    optimizer: tf.train.adam(0.001),
    loss: "sparseCategoricalCrossentropy",
    metrics: ["accuracy"],
  });
  fuse?.(model);
  const images = tf.randomUniform([batchSize, imageSize, imageSize, 1], 0, 1, "float32", 1);
  const labels = tf.floor(tf.randomUniform([batchSize], 0, 10, "float32", 2));

  const train = async (batches: number): Promise<Measured> => {
    // One epoch, because the end of an epoch costs more than a batch.
    const x =
      batches === 1 ? images.clone() : tf.concat(Array<typeof images>(batches).fill(images));
    const y =
      batches === 1 ? labels.clone() : tf.concat(Array<typeof labels>(batches).fill(labels));
    const cpu = process.cpuUsage();
    const began = performance.now();
    await model.fit(x, y, { batchSize, epochs: 1, shuffle: false, ...silent });
    const seconds = (performance.now() - began) / 1000;
    const { user, system } = process.cpuUsage(cpu);
    tf.dispose([x, y]);
    return { images: batches * batchSize, seconds, cpuSeconds: (user + system) / 1e6 };
  };

  const { seconds: first } = await train(1);
  // A slow backend has been measured by what would only warm up a fast one.
  if (first < 2) await train(5);
  let perBatch = first < 2 ? (await train(5)).seconds / 5 : first;
  return {
    async run(milliseconds) {
      const measured = await train(
        Math.min(500, Math.max(1, Math.round(milliseconds / 1000 / perBatch))),
      );
      perBatch = (measured.seconds * batchSize) / measured.images;
      return measured;
    },
  };
}
