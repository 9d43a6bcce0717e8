import { conclude } from "@anneal/experiment/conclusion";
import type { FinishedTrial, PlanSettings } from "@anneal/experiment/records";
import { makePlan } from "@anneal/experiment/training";
import type { LabSettings, LabTrial } from "./messages.ts";

/** The settings of the run of the command line that trains the same. */
export const settingsOf = ({ seed, ...settings }: LabSettings): PlanSettings => ({
  ...settings,
  schedule: [...settings.schedule],
  preset: "quick",
  seeds: [seed],
});

/**
 * `results.json` of a run: the bytes that `anneal-bench run --no-timings` writes for the same trials.
 *
 * @param trials - Those that were planned, in the order of the settings' schedules.
 */
export function resultsOf(
  settings: LabSettings,
  trials: readonly LabTrial[],
  results: readonly FinishedTrial[],
): string {
  const planned = trials.map((trial) => trial.planned);
  const plan = makePlan("evaluation", settingsOf(settings), trials[0]!.facts, planned);
  const byKey = new Map(results.map((result) => [result.key, result]));
  return `${JSON.stringify(conclude(plan, byKey), null, 2)}\n`;
}
