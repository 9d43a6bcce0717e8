import type * as Tensorflow from "@tensorflow/tfjs";
import type { Trial } from "../records/trial.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { isLoop } from "../task/task.ts";
import type { Listener, Outcome } from "./epoch.ts";
import { fitTask } from "./fit.ts";
import { runLoop } from "./loop.ts";
import type { ReadyTask } from "./readyTask.ts";
import type { Surroundings } from "./surroundings.ts";

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
