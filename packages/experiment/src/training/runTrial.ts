import type * as Tensorflow from "@tensorflow/tfjs";
import { scoresAfter } from "../records/score.ts";
import type { FinishedTrial } from "../records/results.ts";
import type { PlannedTrial } from "../records/trial.ts";
import type { Contestant } from "../schedules/contestant.ts";
import { meetsTarget } from "../task/target.ts";
import type { Epoch, Listener } from "./epoch.ts";
import { surroundingsOf } from "./surroundings.ts";
import type { Surroundings } from "./surroundings.ts";
import { train } from "./train.ts";
import type { ReadyTask } from "./readyTask.ts";

/** The result of a trial, and how long each of its epochs took. */
export interface TrialRun {
  /** Without timings, so that equal trials have equal results. */
  readonly result: FinishedTrial;
  readonly epochs: readonly Pick<Epoch, "seconds" | "measured">[];
}

/**
 * Trains one planned trial and says what came of it, for whoever runs trials in a way of their own: in a page, on a queue, on a
 * machine somewhere else.
 *
 * @param ready - The task of the trial with its data, from `readyTask`.
 * @param contestant - The schedule of the trial, under whose name it was planned.
 * @throws {BenchmarkError} Of kind `"usage"`, naming task or schedule and the place, if their code throws or gives what it must
 *   not. That is a failed trial; the others are unharmed.
 * @throws {TypeError} If the surroundings lack what a training needs, or have what there is not.
 *
 * @example
 * ```ts
 * const ready = await readyTask("spirals", spirals, { tf });
 * const { result } = await runTrial(tf, planned, ready, ({ learningRate }) => learningRate, surroundings);
 * result.status; // => "completed"
 * result.epochs.length; // => 2
 * ```
 */
export async function runTrial(
  tf: typeof Tensorflow,
  { key, trial }: PlannedTrial,
  ready: ReadyTask,
  contestant: Contestant,
  surroundings: Surroundings,
  listener: Listener = {},
): Promise<TrialRun> {
  const around = surroundingsOf(surroundings);
  const outcome = await train(tf, trial, ready, contestant, around, listener);
  const { status, epochs, test } = outcome;
  const scores = scoresAfter(outcome);
  const target = ready.task.target ?? [];
  return {
    result: {
      key,
      trial,
      status,
      epochs: epochs.map(({ epoch, learningRate, training, validation }) => ({
        epoch,
        learningRate,
        training,
        validation,
      })),
      test,
      targetMet: status === "completed" && meetsTarget(target, (measure) => scores[measure]),
      timings: null,
    },
    epochs: epochs.map(({ seconds, measured }) => ({ seconds, measured })),
  };
}
