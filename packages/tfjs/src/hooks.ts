import type { Snapshot } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";

/** The run that a callback takes part in: what TensorFlow.js hands to every `tf.Callback`. */
export type Training = Pick<Callback, "model" | "params">;

/** Values that a run reports; a scalar is read, never disposed, because others read it too. */
export type Logs = Record<string, number | { data(): Promise<ArrayLike<number>> }>;

/** What a callback does at the events of a run, with no class of TensorFlow.js in it. */
export interface Hooks {
  readonly trainBegin?: (training: Training) => void | Promise<void>;
  readonly epochBegin?: (epoch: number, training: Training) => void | Promise<void>;
  readonly batchBegin?: (training: Training) => void | Promise<void>;
  readonly batchEnd?: (training: Training) => void | Promise<void>;
  readonly epochEnd?: (logs: Logs, training: Training) => void | Promise<void>;
}

/** Hooks of a schedule that can be continued elsewhere. */
export interface ResumableHooks extends Hooks {
  readonly snapshot: () => Snapshot;
}
