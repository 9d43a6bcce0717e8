import { applyCheckpoint, takeCheckpoint } from "@anneal/tfjs";
import type { Checkpoint, Running } from "@anneal/tfjs";
import { constant, drive, resumeFrom } from "anneal";
import type { Resume } from "anneal";
import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";
import { keyOf } from "../records/key.ts";
import { trainedEpochs } from "../records/trial.ts";
import type { EntryDescription, Trial } from "../records/trial.ts";
import { withSeededMathRandom } from "../task/random.ts";
import { isStream } from "../task/stream.ts";
import type { Source } from "../task/stream.ts";
import type { FitTask } from "../task/task.ts";
import { bytesOf, digest } from "./digest.ts";
import type { Epoch } from "./epoch.ts";

/** An array of numbers with its shape. */
interface Values {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/**
 * A trial between two of its epochs: everything that its rest depends on, so that a trial which goes on from here gives the
 * numbers of one that was never interrupted, to the last bit. Structured cloning copies it, for a worker or for IndexedDB.
 */
export interface TrialCheckpoint {
  /** The key of the trial, wherever it ends. */
  readonly key: string;
  /** The epochs so far. */
  readonly epochs: readonly Epoch[];
  /** How many numbers `Math.random` had given when each of these epochs began, and when the last of them ended. */
  readonly drawn: readonly number[];
  readonly weights: readonly Values[];
  /** What the optimizer has accumulated, in its order. */
  readonly optimizer: readonly (Values & { readonly name: string })[];
  /** The clock of the schedule, the value of the next update, and the bias correction of Adam. */
  readonly clock: Checkpoint;
  /** Of everything else, to notice damage. */
  readonly digest: string;
}

/** Where a program keeps the checkpoints of a trial, and from which it goes on. */
export interface Checkpoints {
  /**
   * Is given one after each epoch but the last that its schedule is planned for, and awaited. It is never called for a trial that cannot go on exactly: one
   * with a loop, a stream, callbacks or a stateful layer of its own, with a schedule that has no JSON form, or with an
   * optimizer that TensorFlow.js does not save.
   */
  readonly keep?: ((checkpoint: TrialCheckpoint) => void | Promise<void>) | undefined;
  /** The one from which the trial goes on. @defaultValue it begins anew */
  readonly resume?: TrialCheckpoint | undefined;
}

/** The optimizers that TensorFlow.js saves: Adamax and those of one's own are not among them. */
const saved: readonly string[] = ["Adadelta", "Adagrad", "Adam", "Momentum", "RMSProp", "SGD"];

/** What is trained, as far as it decides whether a trial can go on. */
interface Training {
  readonly task: FitTask;
  readonly train: Source;
  readonly schedule: EntryDescription;
  readonly model: Tensorflow.LayersModel;
  readonly optimizer: Tensorflow.Optimizer;
}

/** Whether a trial can go on exactly from what {@link takeTrialCheckpoint} tells of it. */
export const canGoOn = ({ task, train, schedule, model, optimizer }: Training): boolean =>
  task.callbacks === undefined &&
  !isStream(train) &&
  // What has no JSON form is described by its rates.
  !("rates" in schedule) &&
  !model.layers.some(({ stateful }) => stateful) &&
  saved.includes(optimizer.getClassName());

/** The digest of all that a checkpoint holds. */
const digestOf = ({ weights, optimizer, ...rest }: Omit<TrialCheckpoint, "digest">): string => {
  const described = ({ values, ...array }: Values): object => ({
    ...array,
    values: digest(bytesOf(values)),
  });
  return digest({
    ...rest,
    weights: weights.map(described),
    optimizer: optimizer.map(described),
  });
};

/** Whether a checkpoint is as it was taken. What is no checkpoint at all is not. */
function isWhole({ digest: told, ...rest }: TrialCheckpoint): boolean {
  try {
    return told === digestOf(rest);
  } catch {
    return false;
  }
}

/** The key under which the checkpoints of a trial go: that of the whole of it, wherever it ends. */
export const checkpointKey = (trial: Trial): string => keyOf({ ...trial, until: undefined });

/** Why a trial cannot go on from a checkpoint; `undefined` if it can. */
function problemOf(trial: Trial, checkpoint: TrialCheckpoint): string | undefined {
  const key = checkpointKey(trial);
  if (checkpoint.key !== key) return `one of the trial ${key}, got one of ${checkpoint.key}`;
  if (!isWhole(checkpoint)) return "as it was taken, got one whose content has another digest";
  const [done, wanted] = [checkpoint.epochs.length, trainedEpochs(trial)];
  if (done < wanted) return undefined;
  return `of fewer than the ${String(wanted)} epochs after which the trial ends, got one of ${String(done)}`;
}

/** Whether a trial can go on from a checkpoint: it is of that trial, undamaged, and there are epochs left. */
export const isCheckpointOf = (trial: Trial, checkpoint: TrialCheckpoint): boolean =>
  problemOf(trial, checkpoint) === undefined;

/** @throws {BenchmarkError} Of kind `"usage"`, if a trial cannot go on from a checkpoint. */
export function demandCheckpoint(trial: Trial, checkpoint: TrialCheckpoint): void {
  const problem = problemOf(trial, checkpoint);
  if (problem === undefined) return;
  throw new BenchmarkError("usage", `the checkpoint must be ${problem}: begin anew`);
}

/** The values of some tensors, which stay. */
const valuesOf = (tensors: readonly Tensorflow.Tensor[]): Promise<Values[]> =>
  Promise.all(
    tensors.map(async (tensor) => ({
      shape: [...tensor.shape],
      // What the device gives may be its own memory.
      values: Float32Array.from(await tensor.data()),
    })),
  );

/**
 * Takes what the rest of a trial depends on, at the end of an epoch.
 *
 * @param running - What sets the learning rate; `undefined` for a schedule shaped as Keras has it, which has no clock.
 */
export async function takeTrialCheckpoint(
  model: Tensorflow.LayersModel,
  optimizer: Tensorflow.Optimizer,
  running: Running | undefined,
  { key, epochs, drawn }: Pick<TrialCheckpoint, "key" | "epochs" | "drawn">,
): Promise<TrialCheckpoint> {
  // First, because whole steps bring back then what they accumulated.
  const named = await optimizer.getWeights();
  const accumulated = await valuesOf(named.map(({ tensor }) => tensor));
  // The others are the optimizer's own.
  for (const { name, tensor } of named) if (name === "iter") tensor.dispose();
  const { learningRate } = optimizer as unknown as { readonly learningRate: number };
  const content = {
    key,
    epochs: [...epochs],
    drawn: [...drawn],
    weights: await valuesOf(model.getWeights()),
    optimizer: accumulated.map((values, index) => ({ name: named[index]!.name, ...values })),
    clock: await takeCheckpoint(optimizer, running ?? drive(constant(learningRate))),
  };
  return { ...content, digest: digestOf(content) };
}

/** Sets a network and its optimizer as they were. Returns where the clock goes on. */
export async function applyTrialCheckpoint(
  tf: typeof Tensorflow,
  model: Tensorflow.LayersModel,
  optimizer: Tensorflow.Optimizer,
  { weights, optimizer: accumulated, clock }: TrialCheckpoint,
): Promise<Resume> {
  const tensorOf = ({ values, shape }: Values): Tensorflow.Tensor =>
    tf.tensor(values, [...shape] as [number]);
  const given = weights.map(tensorOf);
  model.setWeights(given);
  tf.dispose(given);
  const named = accumulated.map(({ name, ...values }) => ({ name, tensor: tensorOf(values) }));
  await optimizer.setWeights(named);
  tf.dispose(named.map(({ tensor }) => tensor));
  return resumeFrom(applyCheckpoint(optimizer, clock));
}

/**
 * The order in which `fit` had put the rows after some epochs: it shuffles the same list at the beginning of each, so that the
 * next epoch depends on all before it.
 */
export async function orderAfter(
  tf: typeof Tensorflow,
  seed: number,
  rows: Uint32Array,
  drawn: readonly number[],
): Promise<Uint32Array> {
  const order = Array.from(rows);
  await withSeededMathRandom(seed, (draws) => {
    for (const position of drawn.slice(0, -1)) {
      draws.skipTo(position);
      tf.util.shuffle(order);
    }
    return Promise.resolve();
  });
  return Uint32Array.from(order);
}
