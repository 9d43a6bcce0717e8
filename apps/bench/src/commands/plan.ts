import { resolve } from "node:path";
import { checkTuning } from "@anneal/experiment/conclusion";
import { describeDuration, forTerminal } from "@anneal/experiment/wording";
import { describeBackend, outlookSchema, protocolVersion } from "@anneal/experiment/records";
import type { Outlook, PlannedTrial, ResultsByKey } from "@anneal/experiment/records";
import Table from "cli-table3";
import type { Command } from "commander";
import { planTask } from "../execution/carryOut.ts";
import { estimate } from "../execution/estimate.ts";
import { openTrials } from "../execution/execute.ts";
import { shareOf } from "../execution/extent.ts";
import { openProcesses } from "../execution/processes/openProcesses.ts";
import { earlierResults } from "../storage/trials.ts";
import { readTuning } from "../storage/tunings.ts";
import { asDocument } from "../storage/wholeFile.ts";
import { addShardFlag, shardOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import { ratesOf } from "./shared/runAndShow.ts";
import { addSettingsFlags, resolveSettings, trainingDetails } from "./shared/settingsFlags.ts";
import type { SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags, Pick<ExtentFlags, "shard" | "retryFailed"> {
  readonly tuned?: string;
  readonly json?: boolean;
}

/** Adds `plan`, which tells what `run` would do. */
export function registerPlan(program: Command): void {
  addShardFlag(addSettingsFlags(program.command("plan")))
    .description("tell which trials run would train, and how long that takes; train nothing")
    .option("--retry-failed", "count trials that failed earlier among those to train")
    .option("--tuned <file>", "give each schedule the base rate that tune found for it")
    .option("--json", "the plan as JSON on stdout; of several tasks a list")
    .addHelpText("after", trainingDetails)
    .action(async ({ shard: part, retryFailed = false, tuned, json, ...rest }: Flags) => {
      const shard = shardOf(part);
      const { settings } = await resolveSettings(rest);
      const tuning = tuned === undefined ? null : await readTuning(resolve(tuned));
      if (tuning !== null) for (const one of settings) checkTuning(tuning, one, protocolVersion);
      const executor = await openProcesses({
        ...settings[0],
        tasks: settings.map(({ task }) => task),
      });
      try {
        const outlooks: Outlook[] = [];
        for (const one of settings) {
          const note = (text: string): unknown => process.stderr.write(`${forTerminal(text)}\n`);
          const work = {
            purpose: "evaluation",
            ratesOf: ratesOf(tuning),
            tuning,
          } as const;
          const plan = await planTask(executor, one, work, note);
          const results = await earlierResults(plan.trials, one.out, note);
          const share = shareOf(plan, shard);
          const open = openTrials(share, results, retryFailed);
          const estimated = await estimate(open, one.jobs, results.values(), () =>
            executor.calibrate(open[0] ?? plan.trials[0]!),
          );
          const outlook = outlookSchema.parse({
            ...plan,
            shard: shard ?? null,
            keys: share.map(({ key }) => key),
            open: open.map(({ key }) => key),
            estimate: estimated,
          });
          outlooks.push(outlook);
          if (!json) {
            process.stdout.write(forTerminal(describeOutlook(outlook, share, results, one.jobs)));
          }
        }
        if (json) process.stdout.write(asDocument(outlooks, settings.length));
      } finally {
        executor.stop();
      }
    });
}

/** The trials as a table, and how long they take. */
function describeOutlook(
  { hash, settings, task, trials, open, estimate: estimated }: Outlook,
  share: readonly PlannedTrial[],
  results: ResultsByKey,
  jobs: number,
): string {
  const table = new Table({
    head: ["trial", "schedule", "rate", "seed", ""],
    style: { head: [], border: [], compact: true },
  });
  for (const { key, trial } of share) {
    const { name, learningRate, seed } = trial;
    const state = open.includes(key) ? "" : (results.get(key)?.status ?? "");
    table.push([key, name, learningRate, seed, state]);
  }
  const [{ trial }] = trials as [PlannedTrial];
  const { epochs } = settings;
  const examples =
    trial.examples === null
      ? ""
      : `${String(trial.examples.training + trial.examples.validation)} ${task.example}s, `;
  const time =
    estimated === null
      ? "how long nobody knows before the first of them"
      : `about ${describeDuration(estimated.seconds)}, at ${estimated.examplesPerSecond.toFixed(0)} ${task.example}s/s each by ` +
        (estimated.basis === "calibration" ? "a short calibration" : "earlier trials");
  return (
    `${table.toString()}\n` +
    `plan ${hash}: ${settings.task}, ${examples}${String(epochs)} ${epochs === 1 ? "epoch" : "epochs"}, ` +
    `protocol ${String(protocolVersion)}, backend ${describeBackend(trial.backend)}\n` +
    `${String(open.length)} of ${String(share.length)} trials to train, ${String(jobs)} at a time: ${time}\n`
  );
}
