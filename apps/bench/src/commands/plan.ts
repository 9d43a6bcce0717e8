import { resolve } from "node:path";
import { checkTuning } from "@anneal/experiment/conclusion";
import { describeBackend, outlookSchema, protocolVersion } from "@anneal/experiment/records";
import Table from "cli-table3";
import type { Command } from "commander";
import { estimate } from "../execution/estimate.ts";
import { openTrials } from "../execution/execute.ts";
import { shareOf } from "../execution/extent.ts";
import { openPool } from "../execution/processes/pool.ts";
import { makePlan, planTrials } from "../plan/plan.ts";
import { earlierResults } from "../storage/trials.ts";
import { readTuning } from "../storage/tunings.ts";
import { asText } from "../storage/wholeFile.ts";
import { describeDuration } from "./shared/duration.ts";
import { addShardFlag, shardOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import { describeTunedSchedules } from "./shared/runAndShow.ts";
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
    .option("--json", "the plan as JSON on stdout")
    .addHelpText("after", trainingDetails)
    .action(async ({ shard: part, retryFailed = false, tuned, json, ...rest }: Flags) => {
      const shard = shardOf(part);
      const { settings, contestants } = await resolveSettings(rest);
      const tuning = tuned === undefined ? null : await readTuning(resolve(tuned));
      if (tuning !== null) checkTuning(tuning, settings, protocolVersion);
      const schedules = describeTunedSchedules(settings, contestants, tuning);
      const pool = await openPool(settings);
      try {
        const trials = planTrials(settings, schedules, pool.backend);
        const plan = makePlan("evaluation", settings, trials, tuning);
        const note = (text: string): unknown => process.stderr.write(`${text}\n`);
        const results = await earlierResults(trials, settings.out, note);
        const share = shareOf(plan, shard);
        const open = openTrials(share, results, retryFailed);
        const estimated = await estimate(open, settings.jobs, results.values(), () =>
          pool.calibrate(),
        );
        if (json) {
          const outlook = outlookSchema.parse({
            ...plan,
            shard: shard ?? null,
            keys: share.map(({ key }) => key),
            open: open.map(({ key }) => key),
            estimate: estimated,
          });
          process.stdout.write(asText(outlook));
          return;
        }
        const table = new Table({
          head: ["trial", "schedule", "rate", "seed", ""],
          style: { head: [], border: [], compact: true },
        });
        const toTrain = new Set(open);
        for (const planned of share) {
          const { name, learningRate, seed } = planned.trial;
          const state = toTrain.has(planned) ? "" : (results.get(planned.key)?.status ?? "");
          table.push([planned.key, name, learningRate, seed, state]);
        }
        const { dataset, samples, epochs } = settings;
        process.stdout.write(
          `${table.toString()}\n` +
            `plan ${plan.hash}: ${dataset}, ${String(samples)} images, ${String(epochs)} ${epochs === 1 ? "epoch" : "epochs"}, ` +
            `protocol ${String(protocolVersion)}, backend ${describeBackend(pool.backend)}\n` +
            `${String(open.length)} of ${String(share.length)} trials to train, ${String(settings.jobs)} at a time: ` +
            `about ${describeDuration(estimated.seconds)}, at ${estimated.imagesPerSecond.toFixed(0)} images/s each by ` +
            `${estimated.basis === "calibration" ? "a short calibration" : "earlier trials"}\n`,
        );
      } finally {
        pool.stop();
      }
    });
}
