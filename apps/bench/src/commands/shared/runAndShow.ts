import { join } from "node:path";
import { conclude, withoutTimings } from "@anneal/experiment/conclusion";
import { rateOf } from "@anneal/experiment/records";
import type { Results, Tuning } from "@anneal/experiment/records";
import type { Contestant } from "@anneal/experiment/schedules";
import type { Settings } from "../../configuration/settings.ts";
import { carryOut } from "../../execution/carryOut.ts";
import type { Presentation } from "../../execution/carryOut.ts";
import type { ExitCode } from "../../execution/exitCodes.ts";
import type { Extent } from "../../execution/extent.ts";
import { describeSchedules } from "../../plan/plan.ts";
import type { PlannedSchedule } from "../../plan/plan.ts";
import { describeRun, renderSummary, targetNote } from "../../report/summary.ts";
import { renderTable } from "../../report/terminalTable.ts";
import { writeResults } from "../../storage/results.ts";

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
