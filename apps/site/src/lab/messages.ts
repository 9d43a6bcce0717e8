import type { Epoch } from "@anneal/experiment/training";

/** What one schedule is trained with: as the command line calls it. */
export interface LabTrial {
  /** The name of a built-in schedule. */
  readonly schedule: string;
  readonly learningRate: number;
  readonly seed: number;
  /** Training images, of which a fifth validates. */
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** What a trial gave: in the words of `results.json`. */
export interface LabResult {
  readonly status: "completed" | "diverged";
  readonly epochs: readonly Pick<Epoch, "epoch" | "learningRate" | "training" | "validation">[];
  readonly test: Epoch["validation"] | null;
  readonly targetMet: boolean;
}

/** From the page to a worker. */
export type ToLab =
  | { readonly type: "train"; readonly trial: LabTrial; readonly images: string }
  | { readonly type: "pause" }
  | { readonly type: "resume" };

/** From a worker to the page. */
export type FromLab =
  | { readonly type: "step"; readonly steps: number; readonly total: number }
  | { readonly type: "epoch"; readonly epoch: LabResult["epochs"][number] }
  | { readonly type: "done"; readonly result: LabResult }
  | { readonly type: "failed"; readonly message: string };
