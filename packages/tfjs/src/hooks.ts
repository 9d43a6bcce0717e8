import type { Callback } from "@tensorflow/tfjs-layers";
import { refuse } from "./refuse.ts";

/** The run that a callback takes part in: what TensorFlow.js hands to every `tf.Callback`. */
export type Training = Pick<Callback, "model" | "params">;

/** A number that a run reports, or a scalar: it is read, never disposed, because others read it too. */
type Reported = number | { data(): Promise<ArrayLike<number>> };

/** What a run reports. */
export type Logs = Record<string, Reported>;

/** A reported value as a number. */
export const numberOf = async (value: Reported): Promise<number> =>
  typeof value === "number" ? value : (await value.data())[0]!;

/** The model of a run, which a callback that was taken for a plain object does not have. */
export const modelOf = ({ model }: Partial<Training>, entry: string): Training["model"] =>
  model ?? refuse(`${entry}: every callback must be of one tf.Callback: see wrapCallbacks`);

/** Whether an epoch had no batch: the data of `fitDataset` has run out, and TensorFlow.js goes through the epochs that are left. */
export const isEmpty = ({ params }: Training, logs: Logs): boolean =>
  "metrics" in params && !("loss" in logs);

/** Whether an epoch ended before its last batch, by `stopTraining` or because the data ran out: it has no validation. */
export const isCutShort = ({ model, params }: Training, logs: Logs): boolean =>
  model.stopTraining || !((params["doValidation"] ? "val_loss" : "loss") in logs);

/**
 * Puts what has been set into the logs, where the history and progress bars find it.
 *
 * @param isNew - Whether they are those of a batch that begins: what is there already was then set by another callback, or
 *   by one that stands in the list twice.
 */
export function note(logs: Logs, key: string, value: number, isNew?: boolean): void {
  if (isNew && key in logs) refuse(`${key} must be set by one callback, given once`);
  logs[key] = value;
}

/** Methods that a callback has of its own, written without the class of TensorFlow.js that they become part of. */
export interface Hooks {
  onTrainBegin?(this: Training): Promise<void>;
  onEpochBegin?(this: Training, epoch: number): Promise<void>;
  onBatchBegin?(this: Training, batch: number, logs?: Logs): Promise<void>;
  onBatchEnd?(this: Training, batch: number, logs?: Logs): Promise<void>;
  onEpochEnd?(this: Training, epoch: number, logs?: Logs): Promise<void>;
}
