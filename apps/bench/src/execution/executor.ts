import type {
  BackendIdentity,
  Circumstances,
  PlannedTrial,
  TrialResult,
} from "@anneal/experiment/records";
import type { Epoch, Inspection, TaskRequest } from "@anneal/experiment/training";
import type { Calibration } from "../machine/calibration.ts";

/** Hears of the trials while they run. */
export interface ExecutorListener {
  /** Whether another trial may start. */
  proceed(): boolean;
  step(planned: PlannedTrial, steps: number): void;
  epoch(planned: PlannedTrial, epoch: Epoch): void;
  /** A trial ended, in whatever way its own code did. Its epochs, or some of them, were told before. */
  result(planned: PlannedTrial, result: TrialResult): Promise<void>;
  /**
   * Whoever trained ended in the middle of a trial, or could not be started again.
   *
   * @param circumstances - Those in which that was; `null` where it was on another machine.
   */
  crash(
    planned: PlannedTrial,
    reason: string,
    circumstances: Omit<Circumstances, "finishedAt"> | null,
  ): Promise<void>;
  /** A message for the user. */
  note(text: string): void;
}

/** What an executor found out about a task. */
export interface TaskInspection extends Inspection {
  /** What its trials are trained with. */
  readonly backend: BackendIdentity;
  /** What the user should know: why its trials are trained layer by layer, for example. */
  readonly notes: readonly string[];
}

/** How trials are run. */
export interface RunOptions {
  /** Whether a result that others left counts for nothing. @defaultValue `false` */
  readonly fresh?: boolean;
  /** Ends these trials when it is aborted, as {@link Executor.stop} ends all. */
  readonly signal?: AbortSignal;
}

/**
 * Whatever trains trials. Every method may be called more than once, also while another call of it runs.
 *
 * `describeExecutor` among the tests tests every promise of it.
 */
export interface Executor {
  readonly warnings: readonly string[];
  /** What goes on after {@link Executor.stop}, for the user who interrupted; `null` for nothing. */
  readonly remains: string | null;
  /** Loads a task and says what a plan needs to know of it. Rejects with a `BenchmarkError` if it cannot, and after {@link Executor.stop}. */
  inspect(task: string, request: TaskRequest): Promise<TaskInspection>;
  /** Measures how fast trials like this one train, while nothing else runs; `null` for a loop of its own. */
  calibrate(like: PlannedTrial): Promise<Calibration | null>;
  /**
   * Runs the trials, as many at a time as there are workers, and tells each one's end once: by a result, or by a crash.
   *
   * Settles when all have ended and the listener with them, when no other may start and those that run have been told or
   * left to others, or when it is stopped. Rejects if the listener does, which hears nothing more of this call then.
   */
  run(
    trials: readonly PlannedTrial[],
    listener: ExecutorListener,
    options?: RunOptions,
  ): Promise<void>;
  /** Ends at once everything that this process started. No listener hears of it, and nothing is started afterwards. */
  stop(): void;
}
