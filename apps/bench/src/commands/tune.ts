import { ratesAround, seedsApart } from "@anneal/experiment/conclusion";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { Command } from "commander";
import { z } from "zod";
import type { Settings } from "../configuration/settings.ts";
import { addExtentFlags, extentOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import {
  addSettingsFlags,
  numbers,
  resolveSettings,
  trainingDetails,
} from "./shared/settingsFlags.ts";
import type { DisplayFlags, SettingsFlags } from "./shared/settingsFlags.ts";
import { tune } from "./shared/tuneAndShow.ts";

interface Flags extends SettingsFlags, ExtentFlags, Pick<DisplayFlags, "json" | "quiet"> {
  readonly rates?: unknown;
  readonly tuningSeeds?: unknown;
}

const distinct = (values: readonly number[]): boolean => new Set(values).size === values.length;
const smallCount = z.int().min(1).max(100);
const rates = z.union([smallCount, z.array(z.number().positive()).min(1).refine(distinct)]);
const seeds = z.union([
  smallCount,
  z.array(z.int().min(1).max(0x7fff_ffff)).min(1).refine(distinct),
]);

function check<Value>(flag: string, rule: string, schema: z.ZodType<Value>, value: unknown): Value {
  const { success, data } = schema.safeParse(value);
  if (success) return data;
  throw new BenchmarkError("usage", `${flag} must be ${rule}, got ${String(value)}`);
}

/** Adds `tune`, which finds the base rate that suits each schedule. */
export function registerTune(program: Command): void {
  addExtentFlags(addSettingsFlags(program.command("tune")))
    .description("train each schedule at the same rates, and write the best of each to tuning.json")
    .option(
      "--rates <n>",
      "how many base rates, from a tenth to ten times --learning-rate, or which (default: 5)",
      numbers,
    )
    .option(
      "--tuning-seeds <n>",
      "how many seeds, or which; none of --seeds, which evaluate (default: 2, from 1001 on)",
      numbers,
    )
    .option("--json", "the tuning as JSON on stdout, and nothing else there")
    .option("--quiet", "no progress, only the result")
    .addHelpText("after", trainingDetails)
    .action(async (flags: Flags) => {
      const {
        shard,
        retryFailed,
        fresh,
        maxDuration,
        queue,
        fleet,
        rates: givenRates = 5,
        tuningSeeds: givenSeeds = 2,
        json = false,
        quiet = false,
        ...rest
      } = flags;
      const extent = extentOf({ shard, retryFailed, fresh, maxDuration, queue, fleet }, rest.jobs);
      const chosenRates = check(
        "--rates",
        "a count from 1 to 100 or a list of finite numbers above 0, none twice",
        rates,
        givenRates,
      );
      const chosenSeeds = check(
        "--tuning-seeds",
        "a count from 1 to 100 or a list of whole numbers from 1 to 2147483647, none twice",
        seeds,
        givenSeeds,
      );
      const { settings } = await resolveSettings(rest);
      // The seeds are the same for every task.
      const [{ seeds: evaluating }] = settings;
      const tuningSeeds =
        typeof chosenSeeds === "number" ? seedsApart(evaluating, chosenSeeds) : chosenSeeds;
      const shared = tuningSeeds.filter((seed) => evaluating.includes(seed));
      if (shared.length > 0) {
        throw new BenchmarkError(
          "usage",
          `--tuning-seeds: a seed that evaluates may not tune: ${shared.join(", ")}`,
        );
      }
      process.exitCode = await tune(
        settings.map((one) => ({ ...one, seeds: [...tuningSeeds], testSamples: 0 })) as [Settings],
        ({ learningRate }) =>
          typeof chosenRates === "number"
            ? ratesAround(learningRate, chosenRates)
            : [...chosenRates].sort((a, b) => a - b),
        extent,
        { stdout: process.stdout, stderr: process.stderr, json, quiet },
      );
    });
}
