import { BenchmarkError } from "@anneal/experiment/errors";
import type { Command } from "commander";
import { arrangementsOf, measureThroughput, throughputTable } from "../machine/throughput.ts";
import { variantNames } from "../machine/variants.ts";
import type { VariantName } from "../machine/variants.ts";
import { asText } from "../storage/wholeFile.ts";
import { readFlag } from "./shared/settingsFlags.ts";

interface Flags {
  readonly backends?: string;
  readonly rounds: string;
  readonly seconds: string;
  readonly mixes?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const isVariant = (name: string): name is VariantName =>
  (variantNames as readonly string[]).includes(name);

function namesOf(text: string): readonly VariantName[] | undefined {
  const names = text.split(",").map((name) => name.trim());
  return names.every(isVariant) && new Set(names).size === names.length ? names : undefined;
}

function between(low: number, high: number, text: string): number | undefined {
  const value = Number(text);
  return text.trim() !== "" && value >= low && value <= high ? value : undefined;
}

function roundsOf(text: string): number | undefined {
  const rounds = between(1, 1000, text);
  return Number.isInteger(rounds) ? rounds : undefined;
}

/** Adds `throughput`, which measures how fast each backend trains. */
export function registerThroughput(program: Command): void {
  program
    .command("throughput")
    .description("measure images/s of the reference network on every backend, in turns")
    .option(
      "--backends <names>",
      `which, separated by commas: ${variantNames.join(", ")} (default: all but cpu)`,
    )
    .option("--rounds <n>", "how often each is measured", "5")
    .option("--seconds <s>", "for each measurement", "2")
    .option("--mixes", "also one process for each core, with one thread each")
    .option("--json", "the figures as JSON on stdout in place of Markdown")
    .option("--quiet", "no progress, only the figures")
    .action(async ({ backends, mixes = false, json = false, quiet = false, ...rest }: Flags) => {
      const names =
        backends === undefined
          ? variantNames.filter((name) => name !== "cpu")
          : readFlag(
              "--backends",
              `distinct names out of ${variantNames.join(", ")}`,
              backends,
              namesOf,
            );
      const rounds = readFlag("--rounds", "a whole number from 1 to 1000", rest.rounds, roundsOf);
      const seconds = readFlag("--seconds", "a number from 0.1 to 60", rest.seconds, (text) =>
        between(0.1, 60, text),
      );
      const measured = await measureThroughput(
        arrangementsOf(names, mixes),
        rounds,
        1000 * seconds,
        (line) => {
          if (!quiet) process.stderr.write(`${line}\n`);
        },
      );
      process.stdout.write(json ? asText(measured) : `${throughputTable(measured.rows)}\n`);
      if (measured.rows.every(({ problem }) => problem !== null)) {
        throw new BenchmarkError("usage", "none of the backends works");
      }
    });
}
