import { trainedEpochs } from "@anneal/experiment/records";
import type { Plan, PlannedTrial, ResultsByKey, TrialResult } from "@anneal/experiment/records";
import type { Settings } from "../configuration/settings.ts";
import { now } from "../machine/environment.ts";
import { readPlan, writePlan } from "../storage/plans.ts";
import { earlierResults, writeTrial } from "../storage/trials.ts";
import type { Executor, ExecutorListener } from "./executor.ts";
import { shareOf } from "./extent.ts";
import type { Extent } from "./extent.ts";
import { noteOtherText, noteOtherTrials } from "./notesOnEarlier.ts";
import type { Progress } from "./progress.ts";

/** The trials that are to be trained. One that failed is not, unless it is to be tried again. */
export const openTrials = (
  share: readonly PlannedTrial[],
  results: ResultsByKey,
  retryFailed: boolean,
): readonly PlannedTrial[] =>
  share.filter(({ key }) =>
    retryFailed ? (results.get(key)?.status ?? "failed") === "failed" : !results.has(key),
  );

/**
 * Writes a plan into its output folder and trains the trials that have no result, within the extent. Every trial is written as
 * soon as it ends.
 *
 * @returns The results of all trials of the plan that have one, those of other shards included.
 */
export async function execute(
  plan: Plan,
  { shard, retryFailed, fresh, deadline }: Extent,
  settings: Settings,
  executor: Executor,
  progress: Progress,
): Promise<ResultsByKey> {
  const earlier = await readPlan(settings.out, plan.purpose);
  await writePlan(settings.out, plan);
  const results = await earlierResults(plan.trials, settings.out, progress.note);
  const share = shareOf(plan, shard);
  if (fresh) for (const { key } of share) results.delete(key);
  else noteOtherText(share, results, settings, progress.note);
  const failed = [...results.values()].filter(({ status }) => status === "failed");
  const open = openTrials(share, results, retryFailed);
  if (!fresh && earlier !== undefined && earlier !== "corrupt") {
    await noteOtherTrials(earlier, open, settings.out, progress.note);
  }
  if (shard !== undefined) {
    progress.note(
      `shard ${String(shard.index)} of ${String(shard.count)}: ${String(share.length)} of ${String(plan.trials.length)} trials`,
    );
  }
  if (open.length < share.length) {
    progress.note(
      `${String(share.length - open.length)} of ${String(share.length)} trials are finished already`,
    );
  }
  if (failed.length > 0 && !retryFailed) {
    progress.note(`${String(failed.length)} failed earlier; --retry-failed runs them again`);
  }
  if (open.length === 0) return results;

  const conclude = async (planned: PlannedTrial, result: TrialResult): Promise<void> => {
    await writeTrial(settings.out, result);
    results.set(planned.key, result);
    progress.finish(planned, result);
  };
  progress.begin(
    open.length,
    open.reduce((sum, { trial }) => sum + trainedEpochs(trial) * trial.stepsPerEpoch, 0),
  );
  try {
    const listener: ExecutorListener = {
      proceed: () => performance.now() < deadline,
      step: progress.step,
      epoch: progress.epoch,
      note: progress.note,
      result: conclude,
      crash: (planned, error, circumstances) =>
        conclude(planned, {
          ...planned,
          status: "failed",
          error,
          timings: circumstances && { ...circumstances, finishedAt: now() },
        }),
    };
    await executor.run(open, listener, { fresh });
  } finally {
    progress.end();
  }
  return results;
}
