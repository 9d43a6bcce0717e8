import { join } from "node:path";
import { analyse } from "@anneal/experiment/analysis";
import { conclude, withoutTimings } from "@anneal/experiment/conclusion";
import { rateOf } from "@anneal/experiment/records";
import type { Results, Tuning } from "@anneal/experiment/records";
import { answer, forTerminal, withPrintableTexts } from "@anneal/experiment/wording";
import { asDocument } from "../../storage/wholeFile.ts";
import { carryOut } from "../../execution/carryOut.ts";
import type { Presentation, Work } from "../../execution/carryOut.ts";
import type { ExitCode } from "../../execution/exitCodes.ts";
import type { Extent } from "../../execution/extent.ts";
import { describeRun, rateNote, renderSummary, targetNote } from "../../report/summary.ts";
import { renderTable } from "../../report/terminalTable.ts";
import { writeResults } from "../../storage/results.ts";

/** The base rate that a schedule runs with. */
export const ratesOf =
  (tuning: Tuning | null): Work["ratesOf"] =>
  ({ learningRate }, name) => [tuning === null ? learningRate : rateOf(tuning, name)];

/**
 * Trains every trial of the plan that has no result in the output folder, writes the results and shows them.
 *
 * @throws {BenchmarkError} If the settings, the data or the output folder do not allow it.
 */
export async function run(
  settings: Work["settings"],
  tuning: Tuning | null,
  extent: Extent,
  presentation: Presentation,
): Promise<ExitCode> {
  const documents: Results[] = [];
  const code = await carryOut(
    { purpose: "evaluation", settings, ratesOf: ratesOf(tuning), tuning },
    extent,
    presentation,
    async ({ out }, { plan, results }) => {
      documents.push(await report(conclude(plan, results), out, presentation));
    },
  );
  if (presentation.json && documents.length > 0) {
    presentation.stdout.write(asDocument(documents, settings.length));
  }
  return code;
}

/** The answer to the question of the task, which is what most people want to know; nothing for a task without a target. */
function answerOf(results: Results): string {
  const given = answer(analyse(results, { timings: false }));
  if (given === null) return "";
  const { sentence, lines, evidence } = given;
  return `\n${sentence}\n${lines.map((line) => `  ${line}\n`).join("")}${evidence}\n`;
}

/** Writes results into their folder and shows them, unless they are to be shown as JSON. */
export async function report(
  full: Results,
  out: string,
  { stdout, stderr, json, quiet, colors, timings }: Presentation,
): Promise<Results> {
  const results = timings ? full : withoutTimings(full);
  await writeResults(out, results, renderSummary(results));
  if (!json) {
    // Shards may come from machines of others.
    const shown = withPrintableTexts(results);
    stdout.write(`${renderTable(shown, colors)}\n`);
    if (!quiet) {
      stdout.write(forTerminal(`${describeRun(shown)}\n${targetNote(shown)}\n`));
      const standingOut = rateNote(shown);
      if (standingOut !== null) stdout.write(forTerminal(`${standingOut}\n`));
      if (results.trials.length > 0) stdout.write(forTerminal(answerOf(shown)));
    }
  }
  if (!quiet) {
    stderr.write(`Results: ${join(out, "results.json")}, ${join(out, "summary.md")}\n`);
  }
  return results;
}
