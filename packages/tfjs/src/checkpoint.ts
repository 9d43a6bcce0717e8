import { fingerprint, nonNegative, resumeFrom } from "@anneal/core";
import type { Drive, PlanDrive, Snapshot } from "@anneal/core";
import type { LayersModel } from "@tensorflow/tfjs-layers";
import type { ScheduleCallback } from "./callback.ts";
import type { PlanCallback } from "./connectPlan.ts";
import type { OptimizerLike } from "./learningRate.ts";
import { anOptimizer } from "./learningRate.ts";
import { differenceOf, disposeCopy } from "./optimizerCopy.ts";
import { demand, refuse } from "./refuse.ts";
import { demandHyperparameter, setBias, setHyperparameter } from "./setHyperparameter.ts";
import type { Bias } from "./setHyperparameter.ts";

/** What must be kept beside a model and its optimizer to continue exactly: plain JSON. */
export interface Checkpoint {
  /** Version of this format. */
  readonly format: 1;
  /** Short hash of all the rest, to notice damage. */
  readonly fingerprint: string;
  /** The clock, for `resumeFrom` of `@anneal/core`. */
  readonly snapshot: Snapshot;
  /** The values of the next update, by the names of the hyper-parameters. */
  readonly values: Readonly<Record<string, number>>;
  /** What the bias correction of Adam has accumulated, which TensorFlow.js does not save and computes anew with rounding. */
  readonly bias: {
    /** beta1 to the power of the updates so far. */
    readonly accBeta1?: number;
    /** beta2 to the power of the updates so far. */
    readonly accBeta2?: number;
  };
}

type Content = Pick<Checkpoint, "snapshot" | "values" | "bias">;

const fingerprintOf = ({ snapshot, values, bias }: Content): string =>
  fingerprint({ snapshot, values, bias });

/** What runs a schedule or a plan: a callback, or what `bind` and `bindPlan` return. */
export type Running = ScheduleCallback | PlanCallback | Drive | PlanDrive;

const biases = ["accBeta1", "accBeta2"] as const;

interface Biased {
  readonly accBeta1?: { data(): Promise<ArrayLike<number>> };
  readonly accBeta2?: { data(): Promise<ArrayLike<number>> };
}

/**
 * What a run needs to be continued exactly, beside the weights of the model and of the optimizer.
 *
 * @param optimizer - The optimizer that the schedule drives.
 * @param run - See {@link Running}.
 * @returns The checkpoint, once the bias correction has been read from the device.
 * @throws {TypeError} If the schedule has no JSON form.
 * @throws {Error} Before the first run of a callback whose schedule depends on it.
 *
 * @example
 * ```ts
 * const text = JSON.stringify(await takeCheckpoint(optimizer, run));
 * ```
 */
export async function takeCheckpoint(optimizer: OptimizerLike, run: Running): Promise<Checkpoint> {
  demand("takeCheckpoint: the optimizer", anOptimizer, optimizer);
  const clock = "clock" in run ? run.clock() : run;
  const snapshot = clock.snapshot();
  const values = "values" in clock ? clock.values : { learningRate: clock.value };
  const bias: { [Name in Bias]?: number } = {};
  for (const name of biases) {
    const accumulated = (optimizer as Biased)[name];
    if (accumulated) bias[name] = (await accumulated.data())[0]!;
  }
  const content = { snapshot, values, bias };
  return { format: 1, fingerprint: fingerprintOf(content), ...content };
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** Checks a checkpoint, all of it before anything is set. */
function checked(optimizer: OptimizerLike, value: unknown): Checkpoint {
  const demandThat = (holds: boolean, field: string, rule: string): void => {
    if (!holds) refuse(`the checkpoint must have ${rule} for its ${field}`, TypeError);
  };
  // Text that was not parsed is often too long to be shown.
  const got = value === null ? "null" : Array.isArray(value) ? "array" : typeof value;
  if (!isRecord(value)) refuse(`the checkpoint must be an object, got ${got}`, TypeError);
  const { format, snapshot, values, bias } = value;
  demandThat(format === 1, "format", "1");
  demandThat(isRecord(snapshot), "snapshot", "an object");
  resumeFrom(snapshot as Snapshot);
  demandThat(isRecord(values), "values", "numbers by name");
  for (const [name, item] of Object.entries(values as Record<string, number>)) {
    demandHyperparameter(optimizer, name, item);
  }
  demandThat(isRecord(bias), "bias", "numbers by name");
  for (const [name, item] of Object.entries(bias as Record<string, unknown>)) {
    demandThat(name in optimizer && biases.includes(name as Bias), "bias", "what Adam accumulates");
    demandThat(
      nonNegative.accepts(item) && (item as number) < 1,
      "bias",
      "numbers of at least 0 and below 1",
    );
  }
  const checkpoint = value as unknown as Checkpoint;
  demandThat(
    checkpoint.fingerprint === fingerprintOf(checkpoint),
    "fingerprint",
    "that of the rest",
  );
  return checkpoint;
}

/**
 * Sets an optimizer as it was when the checkpoint was taken: the values of the next update, and the bias correction of Adam
 * to the last bit. Its weights must be loaded before.
 *
 * Nothing is set if anything is wrong with the checkpoint.
 *
 * @param optimizer - The optimizer that goes on.
 * @param checkpoint - What {@link takeCheckpoint} returned, also after `JSON.parse`.
 * @returns The snapshot, for `resumeFrom` of `@anneal/core`.
 * @throws {TypeError} If it is no checkpoint, or one of another optimizer.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const run = bind(optimizer, schedule, { resume: resumeFrom(applyCheckpoint(optimizer, JSON.parse(text))) });
 * ```
 */
export function applyCheckpoint(optimizer: OptimizerLike, checkpoint: unknown): Snapshot {
  const { snapshot, values, bias } = checked(optimizer, checkpoint);
  for (const name in values) setHyperparameter(optimizer, name, values[name]!);
  if (Object.keys(bias).length > 0) setBias(optimizer, bias);
  return snapshot;
}

const key = "anneal";

/** What TensorFlow.js saves of how a model was compiled, and how it compiles a loaded one. */
interface Insides {
  getTrainingConfig(): object;
  loadTrainingConfig(config: unknown): void;
  optimizer_: LayersModel["optimizer"];
}

/** What `loadLayersModel` would not give back, found out by compiling as it does. */
async function notSaved(model: LayersModel): Promise<string | undefined> {
  const { loss, optimizer } = model as Pick<LayersModel, "loss" | "optimizer">;
  // It is saved as no loss at all.
  if (typeof loss === "function") return "a function for its loss";
  const insides = ((model as { model?: unknown }).model ?? model) as Insides;
  // What it is compiled with stays on this object, which has the rest of the model.
  const loaded = Object.create(insides) as Insides;
  try {
    loaded.loadTrainingConfig(JSON.parse(JSON.stringify(insides.getTrainingConfig())));
    for (const { name, tensor } of await optimizer.getWeights()) {
      // The others are the optimizer's own.
      if (name === "iter") tensor.dispose();
    }
    return differenceOf(optimizer, loaded.optimizer_);
  } catch (error) {
    return (error as Error).message.slice(0, 200);
  } finally {
    if (Object.hasOwn(loaded, "optimizer_")) disposeCopy(loaded.optimizer_);
  }
}

/**
 * Puts a checkpoint into the user-defined metadata of a model, where `model.save` with `includeOptimizer` takes it along.
 *
 * Nothing is stored if the model could not be loaded as it is, which TensorFlow.js itself tells when it is too late: a metric
 * given as a function is refused by `loadLayersModel`, a loss given as a function is lost, an optimizer of your own may come
 * back as another one, and Adamax cannot be saved.
 *
 * @param model - The model that is trained, compiled.
 * @param run - See {@link Running}.
 * @throws {TypeError} If the schedule has no JSON form, if the model is not compiled, or if it cannot be loaded as it is.
 * @throws {Error} Before the first run of a callback whose schedule depends on it.
 *
 * @example
 * ```ts
 * await storeCheckpoint(model, callback);
 * await model.save("indexeddb://model", { includeOptimizer: true });
 * ```
 */
export async function storeCheckpoint(model: LayersModel, run: Running): Promise<void> {
  const checkpoint = await takeCheckpoint(model.optimizer, run);
  const lost = await notSaved(model);
  if (lost !== undefined) {
    refuse(
      `storeCheckpoint: the model must be one that loadLayersModel gives back, got ${lost}: compile it with names of TensorFlow.js for loss and metrics and an optimizer that can be saved, or keep what takeCheckpoint returns beside weights that you save yourself`,
      TypeError,
    );
  }
  model.setUserDefinedMetadata({ ...model.getUserDefinedMetadata(), [key]: checkpoint });
}

/**
 * Takes the checkpoint out of a model that was loaded, and applies it to the optimizer of the model.
 *
 * @param model - What `tf.loadLayersModel` returned.
 * @returns The snapshot, for `resumeFrom` of `@anneal/core`.
 * @throws {Error} If the model has no checkpoint, or was saved without its optimizer.
 * @throws {TypeError} If the checkpoint is damaged, or one of another optimizer. The model can go on being used.
 * @throws {RangeError} If a value in it is out of range.
 *
 * @example
 * ```ts
 * const model = await tf.loadLayersModel("indexeddb://model");
 * const callback = perStep(schedule, { resume: resumeFrom(restoreCheckpoint(model)) });
 * ```
 */
export function restoreCheckpoint(model: LayersModel): Snapshot {
  const metadata = model.getUserDefinedMetadata() as Record<string, unknown> | undefined;
  if (!metadata || !Object.hasOwn(metadata, key)) {
    refuse("the model must have a checkpoint in its user-defined metadata, got none");
  }
  const { optimizer } = model as Partial<LayersModel>;
  if (!optimizer) refuse("the model must be saved with includeOptimizer, got no optimizer");
  return applyCheckpoint(optimizer, metadata[key]);
}
