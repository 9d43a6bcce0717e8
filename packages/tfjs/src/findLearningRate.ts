import { coefficient, exponentialCurve, flag, positive, positiveInteger, ramp } from "@anneal/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import { setLearningRate } from "./learningRate.ts";
import { optionsOf } from "./optionsOf.ts";
import { differenceOf, disposeCopy } from "./optimizerCopy.ts";
import { refuse } from "./refuse.ts";
import { aboveOne } from "./rules.ts";
import { suggestions } from "./suggestions.ts";
import type { Suggestions } from "./suggestions.ts";

/** Options of {@link findLearningRate}. */
export interface FindLearningRateOptions {
  /** The first learning rate: a finite number above 0. @defaultValue `1e-7` */
  readonly from?: number | undefined;
  /** The rate that the last but one would reach: a finite number above 0. @defaultValue `10` */
  readonly to?: number | undefined;
  /** Number of updates, each with a higher rate: an integer of at least 1. @defaultValue `100` */
  readonly steps?: number | undefined;
  /** Share of the past in the smoothed loss: a number of at least 0 and below 1. @defaultValue `0.98` */
  readonly smoothing?: number | undefined;
  /** How many times the best smoothed loss ends the test: a number above 1. @defaultValue `4` */
  readonly divergence?: number | undefined;
  /** Samples in a batch, unless the data is a dataset. @defaultValue that of `fit`, 32 */
  readonly batchSize?: number | undefined;
  /** Whether the samples are shuffled, unless the data is a dataset. @defaultValue `true` */
  readonly shuffle?: boolean | undefined;
}

const checked = /* @__PURE__ */ optionsOf<
  FindLearningRateOptions,
  { readonly [Name in keyof FindLearningRateOptions]-?: NonNullable<FindLearningRateOptions[Name]> }
>(
  "findLearningRate",
  {
    from: positive,
    to: positive,
    steps: positiveInteger,
    smoothing: coefficient,
    divergence: aboveOne,
    batchSize: positiveInteger,
    shuffle: flag,
  },
  {
    from: 1e-7,
    to: 10,
    steps: 100,
    smoothing: 0.98,
    divergence: 4,
    batchSize: 32,
    shuffle: true,
  },
);

/** What to train on: what `fit` takes, or what `fitDataset` takes. */
export type TrainingData =
  | {
      /** The inputs, as for `fit`. */
      readonly x: Parameters<LayersModel["fit"]>[0];
      /** The targets, as for `fit`. */
      readonly y: Parameters<LayersModel["fit"]>[1];
    }
  | {
      /** What makes it a dataset; called anew each time the data has been gone through. */
      iterator(): Promise<object>;
    };

/** One update of the test. */
export interface RangePoint {
  /** The rate of the update. */
  readonly learningRate: number;
  /** The loss of its batch, before the update. */
  readonly loss: number;
  /** Mean of the losses so far, the late ones weighing most. */
  readonly smoothed: number;
}

/** Result of {@link findLearningRate}: plain JSON. */
export interface LearningRateRange {
  /** The updates, up to the first loss that was not finite. */
  readonly points: readonly RangePoint[];
  /** Why the test ended: all updates were made, the loss was too large, the loss was NaN or infinite. */
  readonly ended: "complete" | "diverged" | "not-finite";
  /** A learning rate by each of four rules, or the reason why there is none. */
  readonly suggestions: Suggestions;
}

interface Insides {
  isOptimizerOwned: boolean;
}

/** An optimizer like this one, with the same settings and nothing accumulated. */
function freshly(optimizer: LayersModel["optimizer"]): LayersModel["optimizer"] {
  const own = optimizer.constructor as unknown as {
    readonly name: string;
    fromConfig?(itself: unknown, config: object): LayersModel["optimizer"];
  };
  const copy =
    own.fromConfig?.(own, optimizer.getConfig()) ??
    refuse("findLearningRate: the optimizer must have a static fromConfig, got none", TypeError);
  const difference = differenceOf(optimizer, copy);
  if (difference !== undefined) {
    disposeCopy(copy);
    refuse(
      `findLearningRate: ${own.name} must have a getConfig() and a static fromConfig of its own that copy it, got ${difference}`,
      TypeError,
    );
  }
  return copy;
}

/**
 * The learning-rate range test: trains with rates that rise from update to update, and looks where the loss falls best.
 *
 * Uses an optimizer like that of the model, with nothing accumulated. The weights are as before afterwards, and the
 * model's own optimizer is never touched. The page or server goes on meanwhile.
 *
 * @param model - The model, compiled.
 * @param data - `{ x, y }`, or a dataset as for `fitDataset`; gone through as often as needed.
 * @param options - See {@link FindLearningRateOptions}.
 * @returns The losses, and suggestions or the reasons why there are none.
 * @throws {RangeError} If an option is out of range.
 * @throws {TypeError} If an option is unknown or of the wrong type, or if the optimizer has no learning rate that can be set, or a
 *   copy of it made by its `fromConfig` would differ.
 * @throws {Error} If the model is not compiled.
 *
 * @example
 * ```ts
 * const { suggestions } = await findLearningRate(model, { x, y });
 * model.compile({ optimizer: tf.train.adam(suggestions.valley.learningRate ?? 0.001), loss });
 * ```
 *
 * @see Smith, "Cyclical Learning Rates for Training Neural Networks", 2017, https://arxiv.org/abs/1506.01186, section 3.3.
 *   Sweep, smoothing and suggestions are those of fastai; where it fails with too few points, a reason is given.
 */
export async function findLearningRate(
  model: LayersModel,
  data: TrainingData,
  options: FindLearningRateOptions = {},
): Promise<LearningRateRange> {
  const { from, to, steps, smoothing, divergence, batchSize, shuffle } = checked(options);
  const sweep = ramp({ from, to, steps, curve: exponentialCurve });

  const { optimizer } = model as Partial<LayersModel>;
  if (!optimizer) return refuse("findLearningRate: the model must be compiled, got no optimizer");
  const twin = freshly(optimizer);
  const insides = ((model as { model?: unknown }).model ?? model) as Insides;
  const { isOptimizerOwned } = insides;
  const weights = model.getWeights().map((weight) => weight.clone());

  const points: RangePoint[] = [];
  let ended: LearningRateRange["ended"] = "complete";
  let [mean, weight, best] = [0, 0, Infinity];
  const hooks = {
    onBatchBegin() {
      setLearningRate(twin, sweep(points.length));
    },
    onBatchEnd(_batch: number, logs?: Readonly<Record<string, number>>) {
      const loss = logs!["loss"]!;
      const learningRate = sweep(points.length);
      mean = smoothing * mean + (1 - smoothing) * loss;
      // What the losses so far weigh: the rest is the zero that the mean began with.
      weight = smoothing * weight + (1 - smoothing);
      const smoothed = mean / weight;
      if (!Number.isFinite(smoothed)) ended = "not-finite";
      else {
        points.push({ learningRate, loss, smoothed });
        best = Math.min(best, smoothed);
        // So that a loss below 0 can diverge too.
        if (smoothed > best + (divergence - 1) * Math.abs(best)) ended = "diverged";
      }
      if (ended !== "complete" || points.length === steps) model.stopTraining = true;
    },
  };
  // The enum of the levels is not exported.
  const silent: object = { verbose: 0 };
  const run = { ...silent, epochs: steps, callbacks: hooks };
  try {
    model.optimizer = twin;
    if ("iterator" in data) {
      const dataset: object = data;
      await model.fitDataset(dataset as Parameters<LayersModel["fitDataset"]>[0], run);
    } else await model.fit(data.x, data.y, { ...run, batchSize, shuffle });
  } finally {
    model.optimizer = optimizer;
    insides.isOptimizerOwned = isOptimizerOwned;
    model.stopTraining = false;
    model.setWeights(weights);
    for (const weight of weights) weight.dispose();
    disposeCopy(twin);
  }
  return { points, ended, suggestions: suggestions(points, steps) };
}
