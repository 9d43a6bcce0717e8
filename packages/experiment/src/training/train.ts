import { connect, learningRateScheduler } from "@anneal/tfjs";
import type * as Tensorflow from "@tensorflow/tfjs";
import { totalsOf } from "../records/trial.ts";
import type { Trial } from "../records/trial.ts";
import { enter } from "../schedules/contestant.ts";
import type { Contestant, Entry } from "../schedules/contestant.ts";
import type { Dataset, Split } from "../task/data.ts";
import { imageSize } from "../task/datasets.ts";
import { referenceNetwork } from "../task/network.ts";
import { shuffledIndices, withSeededMathRandom } from "../task/random.ts";
import { createMeter } from "./meter.ts";
import type { Clocks } from "./meter.ts";

/** Accuracy and loss; `null` stands for a number that is not finite. */
interface Score {
  readonly accuracy: number | null;
  readonly loss: number | null;
}

/** One epoch of a trial. */
export interface Epoch {
  /** Counted from 0. */
  readonly epoch: number;
  /** The rate of the epoch's last update. */
  readonly learningRate: number;
  readonly training: Score;
  readonly validation: Score;
  /** Seconds for everything, validation included. */
  readonly seconds: number;
  /** Images in the batches measured, and the seconds of training they took: on the clock, and of the processor. */
  readonly measured: {
    readonly images: number;
    readonly seconds: number;
    readonly cpuSeconds?: number;
  };
}

/** What a training gives. */
export interface Outcome {
  readonly status: "completed" | "diverged";
  readonly epochs: readonly Epoch[];
  /** `null` after a divergence, and without test images. */
  readonly test: Score | null;
}

/** What a training needs of the program in which it runs. */
export interface Surroundings {
  readonly clocks: Clocks;
  /** Gives the event loop a turn, after each update: without one the program would neither send nor receive a message. */
  readonly turn: () => Promise<void>;
}

/** Hears of a training while it runs. */
export interface Listener {
  /** After some updates: how many there were so far. */
  step?(steps: number): void;
  epoch?(epoch: Epoch): void;
}

// tfjs-node would draw a progress bar of its own. TensorFlow.js does not export the enum that this 0 belongs to.
const silent = { verbose: 0 };

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);

/**
 * Whether a weight is no longer a finite number. The loss does not tell: it is clipped, and the WebAssembly backend clips
 * NaN to a number.
 */
async function hasDiverged(tf: typeof Tensorflow, model: Tensorflow.LayersModel): Promise<boolean> {
  const total = tf.tidy(() => tf.addN(model.getWeights().map((weight) => weight.sum())));
  const [value] = await total.data();
  total.dispose();
  return !Number.isFinite(value);
}

/** Tensors of the images at `indices`, with pixels from 0 to 1. */
function tensorsOf(
  tf: typeof Tensorflow,
  { images, labels }: Split,
  indices: Uint32Array,
): { x: Tensorflow.Tensor; y: Tensorflow.Tensor } {
  const pixels = imageSize * imageSize;
  const x = new Float32Array(indices.length * pixels);
  const y = new Float32Array(indices.length);
  indices.forEach((source, target) => {
    for (let pixel = 0; pixel < pixels; pixel++) {
      x[target * pixels + pixel] = images[source * pixels + pixel]! / 255;
    }
    y[target] = labels[source]!;
  });
  return {
    x: tf.tensor4d(x, [indices.length, imageSize, imageSize, 1]),
    y: tf.tensor1d(y),
  };
}

/** `count` of `total` positions, evenly spread. */
const spread = (count: number, total: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => Math.floor((index * total) / count));

function callbackOf(tf: typeof Tensorflow, entry: Entry): Tensorflow.Callback {
  if ("learningRateScheduler" in entry) {
    return learningRateScheduler(tf, entry.learningRateScheduler);
  }
  const adapter = connect(tf);
  return entry.per === "step" ? adapter.perStep(entry.schedule) : adapter.perEpoch(entry.schedule);
}

/** Trains the reference network as the trial says, and evaluates it once on the test images, if it has any. */
export async function train(
  tf: typeof Tensorflow,
  trial: Trial,
  contestant: Contestant,
  dataset: Dataset,
  { clocks, turn }: Surroundings,
  listener: Listener = {},
): Promise<Outcome> {
  const totals = totalsOf(trial);
  const schedule = callbackOf(tf, enter(trial.name, contestant, totals));
  const meter = createMeter(tf, totals.stepsPerEpoch, clocks);
  const epochs: Epoch[] = [];
  const model = referenceNetwork(tf, trial.seed);
  const state = { diverged: false };

  class Recorder extends tf.Callback {
    #steps = 0;
    #began = 0;

    override onEpochBegin(): Promise<void> {
      this.#began = clocks.wall();
      return Promise.resolve();
    }

    override async onBatchEnd(): Promise<void> {
      listener.step?.(++this.#steps);
      await turn();
    }

    override async onEpochEnd(epoch: number, logs?: Tensorflow.Logs): Promise<void> {
      const seconds = (clocks.wall() - this.#began) / 1000;
      const read = async (name: string): Promise<number> => {
        const value: unknown = logs![name];
        return typeof value === "number" ? value : (await (value as Tensorflow.Scalar).data())[0]!;
      };
      const record = {
        epoch,
        learningRate: await read("lr"),
        training: { accuracy: finite(await read("acc")), loss: finite(await read("loss")) },
        validation: {
          accuracy: finite(await read("val_acc")),
          loss: finite(await read("val_loss")),
        },
        seconds,
        measured: meter.take(),
      };
      epochs.push(record);
      listener.epoch?.(record);
      state.diverged = record.training.loss === null || (await hasDiverged(tf, model));
      if (state.diverged) model.stopTraining = true;
    }
  }

  // The first images, so that the seed decides their order alone.
  const data = tensorsOf(tf, dataset.train, shuffledIndices(trial.seed, trial.samples));
  const optimizer = tf.train.adam(trial.learningRate);
  try {
    model.compile({ optimizer, loss: "sparseCategoricalCrossentropy", metrics: ["accuracy"] });
    await withSeededMathRandom(trial.seed, () =>
      model.fit(data.x, data.y, {
        batchSize: trial.batchSize,
        epochs: trial.epochs,
        validationSplit: trial.validationSplit,
        shuffle: true,
        ...silent,
        callbacks: [meter, schedule, new Recorder()],
      }),
    );
    if (state.diverged) return { status: "diverged", epochs, test: null };
    const test = trial.testSamples > 0 ? await evaluate(tf, model, dataset.test, trial) : null;
    return { status: "completed", epochs, test };
  } finally {
    tf.dispose([data.x, data.y]);
    model.dispose();
    optimizer.dispose();
  }
}

async function evaluate(
  tf: typeof Tensorflow,
  model: Tensorflow.Sequential,
  split: Split,
  { testSamples }: Trial,
): Promise<Score> {
  const data = tensorsOf(tf, split, spread(testSamples, split.labels.length));
  const scores = model.evaluate(data.x, data.y, {
    batchSize: 500,
  }) as Tensorflow.Scalar[];
  const [loss, accuracy] = await Promise.all(scores.map(async (score) => (await score.data())[0]!));
  tf.dispose([data.x, data.y, scores]);
  return { accuracy: finite(accuracy!), loss: finite(loss!) };
}
