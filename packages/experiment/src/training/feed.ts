import type * as Tensorflow from "@tensorflow/tfjs";
import type { Trial } from "../records/trial.ts";
import { spread } from "../task/data.ts";
import type { PreparedData } from "../task/data.ts";
import { batchOf } from "../task/examples.ts";
import { shuffledIndices } from "../task/random.ts";
import { datasetOf, isStream } from "../task/stream.ts";
import type { Source } from "../task/stream.ts";
import { asDataset, valuesOn, valuesOnDataset } from "./network.ts";

type Values = ReadonlyMap<string, number>;

/** Gives a network the examples of one trial, from memory or from a stream. */
interface Feed {
  /** Trains with `fit` or `fitDataset`. */
  readonly fit: (model: Tensorflow.LayersModel, args: FitArguments) => Promise<unknown>;
  /** Whether training validates as well; otherwise a callback has to, with {@link Feed.validate}. */
  readonly validates: boolean;
  readonly validate: (model: Tensorflow.LayersModel) => Promise<Values>;
  /** The loss and the metrics on the examples that train, with the weights as they are. */
  readonly evaluateTraining: (model: Tensorflow.LayersModel) => Promise<Values>;
  readonly dispose: () => Promise<void>;
}

type FitArguments = Pick<
  Tensorflow.ModelFitArgs,
  "callbacks" | "classWeight" | "epochs" | "initialEpoch"
>;

// tfjs-node would draw a progress bar of its own. TensorFlow.js does not export the enum that this 0 belongs to.
const silent: { readonly verbose: never } = { verbose: 0 as never };

const upTo = (length: number): Uint32Array => Uint32Array.from({ length }, (_, index) => index);

/**
 * Makes the feed of a trial: the seed decides the order of examples in memory, and so which of them validate. A stream has an
 * order of its own.
 *
 * @param reorder - Puts the examples that train into the order in which an interrupted training had them.
 */
export async function feedOf(
  tf: typeof Tensorflow,
  { train, validation }: PreparedData,
  { seed, examples, batchSize }: Trial,
  model: Tensorflow.LayersModel,
  reorder?: (rows: Uint32Array) => Promise<Uint32Array>,
): Promise<Feed> {
  const { training, validation: held } = examples!;
  // The values of several outputs are put under each other's names by `fit`.
  const validates =
    model.outputs.length === 1 && (validation === undefined || !isStream(validation));
  const order = isStream(train)
    ? undefined
    : shuffledIndices(seed, validation === undefined ? training + held : training);
  const heldBack = (): { source: Source; rows: Uint32Array } =>
    validation === undefined
      ? { source: train, rows: order!.subarray(training) }
      : { source: validation, rows: upTo(held) };
  const { source, rows } = heldBack();
  const batch = isStream(source) ? undefined : batchOf(tf, source, rows);
  const validate = (model: Tensorflow.LayersModel): Promise<Values> =>
    isStream(source)
      ? valuesOnDataset(model, datasetOf(tf, source, seed, held, batchSize))
      : valuesOn(model, batch!, batchSize);
  const validationData = validates ? { validationData: [batch!.x, batch!.y] as never } : {};
  if (isStream(train)) {
    const dataset = datasetOf(tf, train, seed, training, batchSize);
    return {
      fit: (model, args) =>
        model.fitDataset(asDataset(dataset), {
          ...(args as Tensorflow.ModelFitDatasetArgs<Tensorflow.TensorContainer>),
          ...validationData,
          ...silent,
          validationBatchSize: batchSize,
        }),
      validates,
      validate,
      // The order of the first epoch each time, so that figures of two epochs are of the same sums.
      evaluateTraining: (model) =>
        valuesOnDataset(model, datasetOf(tf, train, seed, training, batchSize)),
      dispose: async () => {
        await dataset.close();
        batch?.dispose();
      },
    };
  }
  const first = order!.subarray(0, training);
  const inOrder = batchOf(tf, train, first);
  const trained = reorder === undefined ? inOrder : batchOf(tf, train, await reorder(first));
  return {
    fit: (model, args) =>
      model.fit(trained.x, trained.y, {
        ...args,
        ...validationData,
        batchSize,
        shuffle: true,
        ...silent,
      }),
    validates,
    validate,
    // Not in the order in which a training goes on: sums in another order have other last bits.
    evaluateTraining: (model) => valuesOn(model, inOrder, batchSize),
    dispose: () => {
      trained.dispose();
      if (inOrder !== trained) inOrder.dispose();
      batch?.dispose();
      return Promise.resolve();
    },
  };
}

/** Examples that `evaluate` takes at a time. */
const evaluationBatch = 500;

/** The loss and the metrics on the examples of the test: of those in memory evenly spread ones, of a stream the first. */
export async function testValues(
  tf: typeof Tensorflow,
  model: Tensorflow.LayersModel,
  source: Source,
  seed: number,
  count: number,
): Promise<Values> {
  if (isStream(source)) {
    return valuesOnDataset(model, datasetOf(tf, source, seed, count, evaluationBatch));
  }
  const batch = batchOf(tf, source, spread(count, source.length));
  const values = await valuesOn(model, batch, evaluationBatch);
  batch.dispose();
  return values;
}
