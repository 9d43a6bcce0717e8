import { currentCircumstances, now } from "./environment.ts";
import { totalsOf } from "./plan.ts";
import type { PlannedTrial } from "./plan.ts";
import type { Plan } from "./planFile.ts";
import type { Pool } from "./pool.ts";
import type { Progress } from "./progress.ts";
import { readTrial, writeTrial } from "./results.ts";
import type { TrialResult } from "./results.ts";
import type { Settings } from "./settings.ts";
import { partition } from "./shard.ts";
import type { Shard } from "./shard.ts";

/** Which trials of a plan a command trains, and for how long. */
export interface Extent {
  /** The part of the plan; `undefined` is all of it. */
  readonly shard: Shard | undefined;
  /** Whether trials that failed earlier run again. */
  readonly retryFailed: boolean;
  /** Milliseconds on the clock of `performance` after which no trial starts. */
  readonly deadline: number;
}

/** The trials of a plan that belong to a shard. */
export const shareOf = (plan: Plan, shard: Shard | undefined): readonly PlannedTrial[] =>
  shard === undefined ? plan.trials : partition(plan.trials, shard.count)[shard.index - 1]!;

/** What trials of a plan have given so far, by key. */
export type ResultsByKey = Map<string, TrialResult>;

/** The results in an output folder that belong to a plan. */
export async function earlierResults(
  trials: readonly PlannedTrial[],
  out: string,
  note: (text: string) => void,
): Promise<ResultsByKey> {
  const results: ResultsByKey = new Map();
  for (const { key, trial } of trials) {
    const earlier = await readTrial(out, key);
    if (earlier === "corrupt") {
      note(
        `${trial.name} seed ${String(trial.seed)}: trials/${key}.json is damaged, it runs again`,
      );
    } else if (earlier) results.set(key, earlier);
  }
  return results;
}

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
 * Trains the trials of a plan that have no result, within the extent. Every trial is written as soon as it ends.
 *
 * @returns The results of all trials of the plan that have one, those of other shards included.
 */
export async function execute(
  plan: Plan,
  { shard, retryFailed, deadline }: Extent,
  settings: Settings,
  pool: Pool,
  progress: Progress,
): Promise<ResultsByKey> {
  const results = await earlierResults(plan.trials, settings.out, progress.note);
  const failed = [...results.values()].filter(({ status }) => status === "failed");
  const share = shareOf(plan, shard);
  const open = openTrials(share, results, retryFailed);
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
  progress.begin(open.length, open.length * totalsOf(settings).totalSteps);
  try {
    await pool.run(open, {
      proceed: () => performance.now() < deadline,
      step: progress.step,
      epoch: progress.epoch,
      result: conclude,
      crash: (planned, error) =>
        conclude(planned, {
          ...planned,
          status: "failed",
          error,
          timings: { ...currentCircumstances(settings.jobs), finishedAt: now() },
        }),
    });
  } finally {
    progress.end();
  }
  return results;
}
