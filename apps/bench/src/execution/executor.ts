import type { BackendIdentity, PlannedTrial, TrialResult } from "@anneal/experiment/records";
import type { Epoch } from "@anneal/experiment/training";
import type { Calibration } from "../machine/calibration.ts";

/** Hears of the trials while they run. */
export interface PoolListener {
  /** Whether another trial may start. */
  proceed(): boolean;
  step(planned: PlannedTrial, steps: number): void;
  epoch(planned: PlannedTrial, epoch: Epoch): void;
  /** A trial ended; the worker gets its next one when the promise is settled. */
  result(planned: PlannedTrial, result: TrialResult): Promise<void>;
  /** A worker ended in the middle of a trial, or could not be started again. */
  crash(planned: PlannedTrial, reason: string): Promise<void>;
}

/** Child processes that train. */
export interface Pool {
  readonly backend: BackendIdentity;
  readonly warnings: readonly string[];
  /** Measures the machine, while nothing else runs. */
  calibrate(): Promise<Calibration>;
  /** Runs the trials, as many at a time as there are jobs. Rejects if the listener does. */
  run(trials: readonly PlannedTrial[], listener: PoolListener): Promise<void>;
  /** Ends every worker at once. */
  stop(): void;
}
