import type * as Tensorflow from "@tensorflow/tfjs";
import type { Trial } from "../records/trial.ts";
import type { Contestant } from "../schedules/contestant.ts";
import type { PreparedData } from "../task/data.ts";
import { isLoop } from "../task/task.ts";
import type { Task } from "../task/task.ts";
import type { Listener, Outcome } from "./epoch.ts";
import { fitTask } from "./fit.ts";
import { runLoop } from "./loop.ts";
import type { Surroundings } from "./surroundings.ts";

/** A task and its data, which are loaded once for all of its trials. */
export interface ReadyTask {
  readonly task: Task;
  /** `null` for a loop of its own. */
  readonly data: PreparedData | null;
}

/**
 * Trains as a trial says.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming the task and the place, if its code throws or gives what it must not.
 */
export const train = (
  tf: typeof Tensorflow,
  trial: Trial,
  { task, data }: ReadyTask,
  contestant: Contestant,
  surroundings: Surroundings,
  listener: Listener = {},
): Promise<Outcome> =>
  isLoop(task)
    ? runLoop(tf, trial, task, contestant, surroundings, listener)
    : fitTask(tf, trial, task, data!, contestant, surroundings, listener);
