import type { Snapshot } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";

/** The run that a callback takes part in: what TensorFlow.js hands to every `tf.Callback`. */
export type Training = Pick<Callback, "model" | "params">;

/** Values that a run reports; a scalar is read, never disposed, because others read it too. */
type Logs = Record<string, number | { data(): Promise<ArrayLike<number>> }>;

/** Methods that a callback has of its own, written without the class of TensorFlow.js that they become part of. */
export interface Hooks {
  onTrainBegin?(this: Training): Promise<void>;
  onEpochBegin?(this: Training, epoch: number): Promise<void>;
  onBatchBegin?(this: Training): Promise<void>;
  onBatchEnd?(this: Training): Promise<void>;
  onEpochEnd?(this: Training, epoch: number, logs?: Logs): Promise<void>;
}

/** Hooks of a schedule that can be continued elsewhere. */
export interface ResumableHooks extends Hooks {
  readonly snapshot: () => Snapshot;
}
