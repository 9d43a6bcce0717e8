import * as tf from "@tensorflow/tfjs";

/**
 * A model of one weight that begins at 0 and whose gradient is 1, whatever it is trained on: under SGD every update
 * lowers the weight by exactly the learning rate. So the rates are seen in the weight, not read from a field.
 */
export function probeModel(optimizer: tf.Optimizer = tf.train.sgd(0.5)): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        inputShape: [1],
        useBias: false,
        kernelInitializer: tf.initializers.zeros(),
      }),
    ],
  });
  model.compile({ optimizer, loss: (_truth: tf.Tensor, output: tf.Tensor) => tf.mean(output) });
  return model;
}

/** The weight of a {@link probeModel}. */
const weightOf = (model: tf.LayersModel): number => model.getWeights()[0]!.dataSync()[0]!;

/** Records by how much the weight of a {@link probeModel} falls with each update, in every run it takes part in. */
export class Probe extends tf.Callback {
  readonly rates: number[] = [];
  #weight = 0;

  override onBatchEnd(): Promise<void> {
    const weight = weightOf(this.model);
    this.rates.push(Number((this.#weight - weight).toFixed(4)));
    this.#weight = weight;
    return Promise.resolve();
  }
}

/** Puts metrics of your own into the logs, one entry an epoch; `undefined` leaves it out. */
export class Report extends tf.Callback {
  readonly #metrics: readonly Record<string, number | tf.Scalar>[];
  #epoch = 0;

  constructor(...metrics: Record<string, number | tf.Scalar>[]) {
    super();
    this.#metrics = metrics;
  }

  override onEpochEnd(_epoch: number, logs: Record<string, number | tf.Scalar>): Promise<void> {
    Object.assign(logs, this.#metrics[this.#epoch++]);
    return Promise.resolve();
  }
}

/** Stops training at the end of the given batch, counted from 0 over the whole run. */
export class StopAfter extends tf.Callback {
  #left: number;

  constructor(batch: number) {
    super();
    this.#left = batch;
  }

  override onBatchEnd(): Promise<void> {
    if (this.#left-- === 0) this.model.stopTraining = true;
    return Promise.resolve();
  }
}

/** Inputs and targets of a {@link probeModel}. */
export const samples = (count: number): [tf.Tensor2D, tf.Tensor2D] => [
  tf.ones([count, 1]),
  tf.zeros([count, 1]),
];

/** A small regression that really learns, the same every time. */
export function learningModel(optimizer: tf.Optimizer | string): tf.Sequential {
  const layer = (seed: number, options: object): tf.layers.Layer =>
    tf.layers.dense({
      units: 4,
      activation: "tanh",
      kernelInitializer: tf.initializers.glorotUniform({ seed }),
      ...options,
    });
  const model = tf.sequential({
    layers: [layer(1, { inputShape: [2] }), layer(2, { units: 1, activation: "linear" })],
  });
  model.compile({ optimizer, loss: "meanSquaredError" });
  return model;
}

/** Inputs and targets of a {@link learningModel}. */
export function regression(count: number): [tf.Tensor2D, tf.Tensor2D] {
  const rows = Array.from({ length: count }, (_item, index) => [
    Math.sin(index),
    Math.cos(3 * index),
  ]);
  return [tf.tensor2d(rows), tf.tensor2d(rows.map(([a, b]) => [a! * b! + 0.5 * a!]))];
}

/** `fitDataset`, whose own type of a dataset is not the one that `tf.data` makes. */
export const fitDataset = (
  model: tf.LayersModel,
  dataset: object,
  options: tf.ModelFitDatasetArgs<tf.TensorContainer>,
): Promise<tf.History> =>
  model.fitDataset(dataset as Parameters<tf.LayersModel["fitDataset"]>[0], options);

/** A dataset of that many rows for a {@link probeModel}. */
export const rows = (count: number): tf.data.Dataset<tf.TensorContainer> =>
  tf.data.array(Array.from({ length: count }, () => ({ xs: [1], ys: [0] })));

/** The same, but it does not know its size. */
export const unsizedRows = (count: number): tf.data.Dataset<tf.TensorContainer> =>
  tf.data.generator(function* () {
    for (let row = 0; row < count; row++) yield { xs: [1], ys: [0] };
  });
