import type * as Tensorflow from "@tensorflow/tfjs";
import { fuseAdam } from "./adam.ts";
import { libraryOf } from "./library.ts";
import { fuseMaxPoolGrad } from "./maxPoolGrad.ts";
import { fuseReluGradient } from "./reluGradient.ts";

/** What {@link registerFusedTraining} changed. */
export interface FusedTraining {
  /** What runs on TensorFlow's own operations now. */
  readonly parts: readonly ("relu" | "maxPool" | "adam")[];
  /** Puts back what was there before. */
  readonly unregister: () => void;
}

/**
 * Lets tfjs-node train with operations of TensorFlow that do in one pass what TensorFlow.js composes of several.
 *
 * Set the backend first. Other backends, and a tfjs-node whose binding lacks what is needed, are left alone.
 */
export function registerFusedTraining(tf: typeof Tensorflow): FusedTraining {
  const library = libraryOf(tf);
  const restored = library
    ? ([
        ["relu", fuseReluGradient(tf, library)],
        ["maxPool", fuseMaxPoolGrad(tf, library)],
        ["adam", fuseAdam(tf, library)],
      ] as const)
    : [];
  const fused = restored.flatMap(([part, restore]) => (restore ? [{ part, restore }] : []));
  return {
    parts: fused.map(({ part }) => part),
    unregister() {
      for (const { restore } of fused.splice(0)) restore();
    },
  };
}
