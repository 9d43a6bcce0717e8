import type * as Tensorflow from "@tensorflow/tfjs";
import { BenchmarkError } from "../errors.ts";

/**
 * Makes each training step of a compiled model one call, as `fuse` of `@anneal/fused-training` does. A model that cannot be
 * fused is left alone: the engine is then `"layers"`, and a reason says why.
 */
export type Fuse = (model: Tensorflow.LayersModel) => {
  readonly engine: string;
  readonly reason: string | undefined;
  readonly release: () => void;
};

/** Says that a task cannot be trained by whole steps, and why. */
export class UnfusedTask extends BenchmarkError {
  /** Why, in words. */
  readonly reason: string;

  constructor(task: string, reason: string) {
    super(
      "usage",
      `task ${task} cannot be trained by whole steps: ${reason}; --backend auto trains it layer by layer`,
    );
    this.reason = reason;
  }
}
