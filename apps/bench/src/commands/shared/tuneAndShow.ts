import { tuningOf } from "@anneal/experiment/conclusion";
import type { Tuning } from "@anneal/experiment/records";
import { forTerminal, quantityOf } from "@anneal/experiment/wording";
import Table from "cli-table3";
import type { Settings } from "../../configuration/settings.ts";
import { carryOut } from "../../execution/carryOut.ts";
import type { Presentation, Work } from "../../execution/carryOut.ts";
import type { ExitCode } from "../../execution/exitCodes.ts";
import type { Extent } from "../../execution/extent.ts";
import { writeTuning } from "../../storage/tunings.ts";
import { asDocument } from "../../storage/wholeFile.ts";

const absent = "–";

/** The means that chose as a table, a row for each schedule and a column for each rate. */
function renderTuning({ rates, schedules, measure }: Tuning): string {
  const table = new Table({
    head: ["schedule", ...rates.map(String), "best"],
    colAligns: ["left", ...rates.map(() => "right" as const), "right"],
    style: { head: [], border: [], compact: true },
  });
  for (const { name, learningRate, grid } of schedules) {
    table.push([
      name,
      ...(grid.length === 0
        ? rates.map(() => absent)
        : grid.map(({ figures }) => figures[measure]?.toFixed(4) ?? "diverged")),
      grid.length === 0 ? "its own" : String(learningRate ?? absent),
    ]);
  }
  return table.toString();
}

/**
 * Trains every schedule at every rate and writes `tuning.json` once all of that is done and nothing failed.
 *
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function tune(
  settings: Work["settings"],
  rates: (settings: Settings) => readonly number[],
  extent: Extent,
  { stdout, stderr, json, quiet }: Pick<Presentation, "stdout" | "stderr" | "json" | "quiet">,
): Promise<ExitCode> {
  const work = { purpose: "tuning", settings, ratesOf: rates, tuning: null } as const;
  const documents: Tuning[] = [];
  const code = await carryOut(
    work,
    extent,
    { stderr, quiet },
    async ({ out }, { plan, results }) => {
      const failed = [...results.values()].filter(({ status }) => status === "failed").length;
      const missing = plan.trials.length - results.size;
      if (failed + missing > 0) {
        stderr.write(
          `anneal-bench: no tuning.json yet: ${String(missing)} trials are missing, ${String(failed)} failed\n`,
        );
        return;
      }
      const tuning = tuningOf(plan, results);
      const path = await writeTuning(out, tuning);
      documents.push(tuning);
      if (!json) {
        stdout.write(
          forTerminal(
            `${renderTuning(tuning)}\nMean ${quantityOf(plan.task, tuning.measure).name} over the seeds ${tuning.seeds.join(", ")}, protocol ${String(tuning.protocol)}.\n`,
          ),
        );
      }
      if (!quiet) stderr.write(`Tuning: ${path}\n`);
    },
  );
  if (json && documents.length > 0) stdout.write(asDocument(documents, settings.length));
  return code;
}
