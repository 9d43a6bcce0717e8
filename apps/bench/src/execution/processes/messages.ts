import type { ErrorKind } from "@anneal/experiment/errors";
import type {
  BackendChoice,
  BackendIdentity,
  PlannedTrial,
  TrialResult,
} from "@anneal/experiment/records";
import type { Epoch, TaskRequest } from "@anneal/experiment/training";
import type { Calibration } from "../../machine/calibration.ts";
import type { TaskInspection } from "../executor.ts";
import type { Stage } from "./watch.ts";

/** What a worker is told when it starts. */
export interface WorkerSettings {
  readonly backend: BackendChoice;
  readonly dataDir: string | undefined;
  readonly mirrors: readonly string[] | undefined;
  readonly configurationFile: string | undefined;
  readonly configurationDigest: string | undefined;
  /** How many work at a time. */
  readonly jobs: number;
  /** The only tasks that it will be asked for. @defaultValue any, so that the backend is loaded in any case */
  readonly tasks?: readonly string[];
  /** Where trials that end early leave what their rest depends on, and from which they go on. @defaultValue nowhere */
  readonly checkpoints?: string | undefined;
  /** Whether the trials may be planned on another machine, which knows schedules that this one does not. */
  readonly foreign?: boolean;
}

/** From the command to a worker. */
export type ToWorker =
  | { readonly type: "start"; readonly settings: WorkerSettings }
  | { readonly type: "trial"; readonly planned: PlannedTrial }
  | { readonly type: "inspect"; readonly task: string; readonly request: TaskRequest }
  | { readonly type: "calibrate"; readonly like: PlannedTrial };

/** From a worker to the command. */
export type FromWorker =
  | {
      readonly type: "ready";
      readonly warnings: readonly string[];
      readonly backends: readonly [BackendIdentity, ...BackendIdentity[]];
    }
  /** Code of a user is about to run, which may take so long; `null`: that is over. */
  | { readonly type: "stage"; readonly stage: Stage | null }
  /** It cannot work at all. */
  | { readonly type: "refused"; readonly kind: ErrorKind; readonly message: string }
  | { readonly type: "inspected"; readonly inspection: TaskInspection }
  | { readonly type: "calibrated"; readonly calibration: Calibration | null }
  | { readonly type: "step"; readonly steps: number }
  | { readonly type: "epoch"; readonly epoch: Epoch }
  | { readonly type: "result"; readonly result: TrialResult };
