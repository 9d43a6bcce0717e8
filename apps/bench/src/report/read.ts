import { stat } from "node:fs/promises";
import { analyse, areOfOneTask } from "@anneal/experiment/analysis";
import type { AnalysisOptions } from "@anneal/experiment/analysis";
import { conclude, withoutTimings } from "@anneal/experiment/conclusion";
import type { Plan, Purpose, Results, TrialResult } from "@anneal/experiment/records";
import { withPrintableTexts } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { readMicro } from "../storage/micro.ts";
import { readOutput } from "../storage/outputFolder.ts";
import { readPlan } from "../storage/plans.ts";
import { readTrial } from "../storage/trials.ts";

/** What to make of the results, as far as a command can ask for it. */
export type ReportOptions = Pick<
  AnalysisOptions,
  "measure" | "baseline" | "margin" | "diverged" | "target"
> & {
  /** Whether to report what depends on the machine. */
  readonly timings: boolean;
};

interface PlannedTrials {
  readonly plan: Plan;
  readonly results: Map<string, TrialResult>;
}

async function readPlanned(folder: string, purpose: Purpose): Promise<PlannedTrials | undefined> {
  const plan = await readPlan(folder, purpose);
  if (plan === undefined || plan === "corrupt") return undefined;
  const results = new Map<string, TrialResult>();
  for (const { key } of plan.trials) {
    const result = await readTrial(folder, key);
    if (result !== undefined && result !== "corrupt") results.set(key, result);
  }
  return { plan, results };
}

/**
 * Reads what a run left: the trials of its plan or, where these are not there, its `results.json`. The trials come first
 * because a run that was killed has written them and not the file.
 *
 * @param path - An output folder, or a `results.json` alone.
 * @throws {BenchmarkError} Of kind `"usage"`, if there is nothing to report on.
 */
export async function readReport(
  path: string,
  { timings, ...options }: ReportOptions,
): Promise<Report> {
  const isFile = await stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
  if (isFile) return reportOn((await readOutput(path)).results, { ...options, timings });
  const planned = await readPlanned(path, "evaluation");
  const results =
    planned === undefined || planned.results.size === 0
      ? (await readOutput(path)).results
      : conclude(planned.plan, planned.results);
  const tuned = await readPlanned(path, "tuning");
  const micro = timings ? await readMicro(path) : undefined;
  return reportOn(results, {
    ...options,
    timings,
    // A tuning with other epochs, say, is a study of its own: what it found is in the results of a run that was tuned by it.
    tuning: [...(tuned?.results.values() ?? [])].filter((result) =>
      results.trials.every((trained) => areOfOneTask(result, trained)),
    ),
    nanosecondsPerCall: Object.fromEntries(
      (micro?.schedules ?? []).map((schedule) => [schedule.name, schedule.nanosecondsPerCall]),
    ),
  });
}

/** The analysis of results together with the results. */
function reportOn(results: Results, options: AnalysisOptions): Report {
  const reported = withPrintableTexts(
    options.timings === false ? withoutTimings(results) : results,
  );
  return { analysis: analyse(reported, options), results: reported };
}
