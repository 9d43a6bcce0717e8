import { join } from "node:path";
import type { Colors } from "picocolors/types";
import { conclude } from "./conclusion.ts";
import type { Contestant } from "./contestant.ts";
import { loadDataset } from "./datasets/dataset.ts";
import { execute, shareOf } from "./execution.ts";
import type { Extent, ResultsByKey } from "./execution.ts";
import { exitCodes } from "./exitCodes.ts";
import type { ExitCode } from "./exitCodes.ts";
import { watchInterrupt } from "./interrupt.ts";
import { describeSchedules, makePlan, planTrials } from "./plan.ts";
import type { PlannedSchedule } from "./plan.ts";
import { writePlan } from "./planFile.ts";
import type { Plan, Purpose } from "./planFile.ts";
import { openPool } from "./pool.ts";
import { createProgress } from "./progress.ts";
import { prepareOutput, writeResults } from "./results.ts";
import type { Results } from "./results.ts";
import type { Settings } from "./settings.ts";
import { describeRun, renderSummary, targetNote } from "./summary.ts";
import { renderTable } from "./table.ts";
import { withoutTimings } from "./timings.ts";
import { rateOf } from "./tuning.ts";
import type { Tuning } from "./tuningFile.ts";

/** How a command shows itself. */
export interface Presentation {
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WriteStream;
  /** The results as JSON on stdout, in place of the table. */
  readonly json: boolean;
  readonly quiet: boolean;
  /** Whether the results hold what differs from machine to machine and from run to run. */
  readonly timings: boolean;
  readonly colors: Colors;
}

/**
 * Trains what is missing of a plan in the output folder.
 *
 * @param end - Is given what there is when the training ends, for whatever reason.
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function carryOut(
  purpose: Purpose,
  settings: Settings,
  schedules: readonly PlannedSchedule[],
  tuning: Tuning | null,
  extent: Extent,
  { stderr, quiet }: Pick<Presentation, "stderr" | "quiet">,
  end: (outcome: { readonly plan: Plan; readonly results: ResultsByKey }) => Promise<void>,
): Promise<ExitCode> {
  // Until a worker runs there is nothing to bring to an end.
  let stop = (): void => {
    stderr.write("anneal-bench: interrupted before the first trial; the same command continues\n");
    process.exit(exitCodes.interrupted);
  };
  const interrupt = watchInterrupt(() => {
    stop();
  });
  await prepareOutput(settings.out);
  // Here as well as in every worker, so that a download happens once and a problem is told before anything starts.
  await loadDataset(settings.dataset, settings);
  const pool = await openPool(settings);
  stop = () => {
    pool.stop();
  };
  try {
    for (const warning of pool.warnings) stderr.write(`anneal-bench: warning: ${warning}\n`);
    const trials = planTrials(settings, schedules, pool.backend);
    const plan = makePlan(purpose, settings, trials, tuning);
    await writePlan(settings.out, plan);
    const results = await execute(
      plan,
      extent,
      settings,
      pool,
      createProgress(stderr, quiet, purpose === "tuning"),
    );
    await end({ plan, results });

    const share = shareOf(plan, extent.shard);
    const own = share.flatMap(({ key }) => results.get(key) ?? []);
    if (interrupt.requested || own.length < share.length) {
      const reason = interrupt.requested ? "interrupted" : "the time is up";
      stderr.write(
        `anneal-bench: ${reason} with ${String(own.length)} of ${String(share.length)} trials finished; the same command continues\n`,
      );
      return exitCodes.interrupted;
    }
    return own.some(({ status }) => status === "failed") ? exitCodes.trialFailed : exitCodes.ok;
  } finally {
    interrupt.release();
    pool.stop();
  }
}

/** Describes every schedule at the base rate that it runs with. @throws {BenchmarkError} If one cannot be made. */
export const describeTunedSchedules = (
  settings: Settings,
  contestants: Readonly<Record<string, Contestant>>,
  tuning: Tuning | null,
): readonly PlannedSchedule[] =>
  describeSchedules(settings, contestants, (name) => [
    tuning === null ? settings.learningRate : rateOf(tuning, name),
  ]);

/**
 * Trains every trial of the plan that has no result in the output folder, writes the results and shows them.
 *
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function run(
  settings: Settings,
  contestants: Readonly<Record<string, Contestant>>,
  tuning: Tuning | null,
  extent: Extent,
  presentation: Presentation,
): Promise<ExitCode> {
  const schedules = describeTunedSchedules(settings, contestants, tuning);
  return carryOut(
    "evaluation",
    settings,
    schedules,
    tuning,
    extent,
    presentation,
    ({ plan, results }) => report(conclude(plan, results), settings.out, presentation),
  );
}

/** Writes results into their folder and shows them. */
export async function report(
  full: Results,
  out: string,
  { stdout, stderr, json, quiet, colors, timings }: Presentation,
): Promise<void> {
  const results = timings ? full : withoutTimings(full);
  await writeResults(out, results, renderSummary(results));
  if (json) stdout.write(`${JSON.stringify(results, null, 2)}\n`);
  else {
    stdout.write(`${renderTable(results, colors)}\n`);
    if (!quiet) stdout.write(`${describeRun(results)}\n${targetNote}\n`);
  }
  if (!quiet) {
    stderr.write(`Results: ${join(out, "results.json")}, ${join(out, "summary.md")}\n`);
  }
}
