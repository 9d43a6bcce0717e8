import type { Outlook, PlannedTrial, TrialResult } from "@anneal/experiment/records";
import { median } from "@anneal/experiment/statistics";
import type { Calibration } from "../machine/calibration.ts";
import { costOf } from "../plan/cost.ts";

/** How long trials will take. */
type Estimate = NonNullable<Outlook["estimate"]>;

/** Examples trained in a second, by each trial that was completed. Examples that are only looked at count a third. */
function speedsOf(results: Iterable<TrialResult>): readonly number[] {
  return [...results].flatMap((result) => {
    if (result.status !== "completed" || result.timings === null) return [];
    const { startedAt, finishedAt } = result.timings;
    const seconds = (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
    return seconds > 0 ? [costOf(result.trial) / seconds] : [];
  });
}

/**
 * Estimates how long trials take when `jobs` of them run at a time.
 *
 * @param earlier - Results on this machine and backend, from which the speed follows.
 * @param calibrate - Measures the speed if they say nothing.
 * @returns `null` if nothing tells the speed.
 */
export async function estimate(
  open: readonly PlannedTrial[],
  jobs: number,
  earlier: Iterable<TrialResult>,
  calibrate: () => Promise<Calibration | null>,
): Promise<Estimate | null> {
  const speeds = speedsOf(earlier);
  const known = speeds.length === 0 ? undefined : median(speeds);
  const examplesPerSecond = known ?? (await calibrate())?.examplesPerSecond;
  if (examplesPerSecond === undefined) return null;
  const costs = open.map(({ trial }) => costOf(trial));
  const work = costs.reduce((sum, cost) => sum + cost, 0);
  // The last trials leave workers idle: it takes at least as long as its rounds of the mean trial.
  const rounds = Math.ceil(open.length / jobs);
  const mean = open.length === 0 ? 0 : work / open.length;
  return {
    seconds: (rounds * mean) / examplesPerSecond,
    examplesPerSecond,
    basis: known === undefined ? "calibration" : "earlier trials",
  };
}
