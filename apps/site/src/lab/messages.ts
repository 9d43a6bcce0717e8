import type { FinishedTrial, PlannedTrial } from "@anneal/experiment/records";
import type { TaskFacts } from "@anneal/experiment/task";
import type { Epoch, TrialCheckpoint } from "@anneal/experiment/training";

/** The data sets that the page has, each cut to 7,500 images that train and 2,000 that test. */
export type LabTask = "fashion-mnist" | "mnist";

/** What a run of the lab trains: as `anneal-bench run` calls it. */
export interface LabSettings {
  readonly task: LabTask;
  /** Names of built-in schedules. */
  readonly schedule: readonly string[];
  readonly learningRate: number;
  readonly seed: number;
  /** Training images, of which a fifth validates. */
  readonly samples: number;
  readonly testSamples: number;
  readonly epochs: number;
  readonly batchSize: number;
}

/** A trial with its key, and what is known of its task. */
export interface LabTrial {
  readonly planned: PlannedTrial;
  readonly facts: TaskFacts;
  /** Updates of the whole trial. */
  readonly total: number;
}

/** An epoch as the page shows it, and as results keep it. */
export type LabEpoch = Pick<Epoch, "epoch" | "learningRate" | "training" | "validation">;

/** From the page to a worker. */
export type ToLab =
  | {
      readonly type: "train";
      readonly settings: LabSettings;
      readonly schedule: string;
      /** Address of the images. */
      readonly images: string;
      readonly resume?: TrialCheckpoint | undefined;
    }
  | { readonly type: "pause" }
  | { readonly type: "resume" }
  /** A learning rate in the place of the schedule's; `null` gives it back. */
  | { readonly type: "rate"; readonly rate: number | null }
  | {
      readonly type: "conclude";
      readonly settings: LabSettings;
      readonly trials: readonly LabTrial[];
      readonly results: readonly FinishedTrial[];
    };

/** From a worker to the page. */
export type FromLab =
  /** `epochs` are those that it goes on after. */
  | { readonly type: "planned"; readonly trial: LabTrial; readonly epochs: readonly LabEpoch[] }
  | { readonly type: "step"; readonly steps: number; readonly learningRate: number }
  | { readonly type: "epoch"; readonly epoch: LabEpoch }
  /** Nothing is computed any more, until it is told to resume. */
  | { readonly type: "paused" }
  | { readonly type: "checkpoint"; readonly checkpoint: TrialCheckpoint }
  | { readonly type: "done"; readonly result: FinishedTrial }
  /** `results.json`. */
  | { readonly type: "concluded"; readonly text: string }
  | { readonly type: "failed"; readonly message: string };
