import { seedsApart } from "@anneal/experiment/conclusion";
import { BenchmarkError } from "@anneal/experiment/errors";
import { halvings, samplers } from "@anneal/experiment/search";
import type { Halving, Sampler } from "@anneal/experiment/search";
import { Option } from "commander";
import type { Command } from "commander";
import { addExtentFlags, extentOf } from "./shared/extentFlags.ts";
import type { ExtentFlags } from "./shared/extentFlags.ts";
import { search } from "./shared/searchAndShow.ts";
import { addSettingsFlags, readFlag, resolveSettings } from "./shared/settingsFlags.ts";
import type { DisplayFlags, SettingsFlags } from "./shared/settingsFlags.ts";

interface Flags extends SettingsFlags, ExtentFlags, Pick<DisplayFlags, "json" | "quiet"> {
  readonly candidates: string;
  readonly sampler: Sampler;
  readonly tuningSeeds: string;
  readonly halving: Halving;
}

const details = `
A search is a spec of the configuration in which ranges stand in place of options:

  searches: {
    mine: { kind: "warmup", steps: int(0, 200), schedule: { kind: "cosine", steps: 1000, initial: log(1e-4, 1e-1) } },
  }

int(from, to), real(from, to), log(from, to) and choice([values]) come from @anneal/bench; in JSON they are
{ "range": "log", "from": 1e-4, "to": 0.1 } and { "range": "choice", "values": [1, 2] }.

Candidates train on seeds that do not evaluate and without the test, each with its schedule planned for all epochs. Halving stops
hopeless ones early: by epochs, only the better half of the candidates of one schedule goes on after a quarter of the epochs, and
again after half of them; by seeds, from each seed to the next, so that whole trainings alone are compared, which is better where
an option decides when the rate falls. --max-duration ends a search in time; the same command continues.
It writes search.json and search.html, which shows what was tried.
`;

const readCount = (most: number) => (text: string) => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= most ? value : undefined;
};

/** Adds `search`, which finds options of a schedule. */
export function registerSearch(program: Command): void {
  addExtentFlags(addSettingsFlags(program.command("search")))
    .description("search for the options of the configuration's searches, and show what was tried")
    .option(
      "--candidates <n>",
      "how many to try of each schedule; a grid tries at least two places of each range",
      "16",
    )
    .addOption(
      new Option("--sampler <name>", "how they are chosen")
        .choices(samplers)
        .default("quasi-random"),
    )
    .option("--tuning-seeds <n>", "how many seeds that do not evaluate, from 1001 on", "3")
    .addOption(
      new Option("--halving <what>", "after what the worse half of the candidates is given up")
        .choices(halvings)
        .default("epochs"),
    )
    .option("--json", "the search as JSON on stdout, and nothing else there")
    .option("--quiet", "no progress, only the result")
    .addHelpText("after", details)
    .action(async (flags: Flags) => {
      const { shard, retryFailed, fresh, maxDuration, queue, fleet, ...given } = flags;
      const { candidates, sampler, tuningSeeds, halving, json, quiet, ...rest } = given;
      if (shard !== undefined) {
        throw new BenchmarkError(
          "usage",
          "--shard has no meaning for a search, whose next trials depend on the last: --queue trains on several machines",
        );
      }
      const extent = extentOf({ retryFailed, fresh, maxDuration, queue, fleet }, rest.jobs);
      const count = readFlag(
        "--candidates",
        "a whole number from 1 to 1000",
        candidates,
        readCount(1000),
      );
      const seedCount = readFlag(
        "--tuning-seeds",
        "a whole number from 1 to 100",
        tuningSeeds,
        readCount(100),
      );
      const { schedule, ...others } = rest;
      const { settings, searches } = await resolveSettings(others);
      const [first, ...more] = settings;
      if (more.length > 0) {
        throw new BenchmarkError(
          "usage",
          `--task must name one task for a search, got ${settings.map(({ task }) => task).join(", ")}`,
        );
      }
      const names = Object.keys(searches);
      const chosen = schedule ?? names;
      const unknown = chosen.filter((name) => !names.includes(name));
      if (chosen.length === 0 || unknown.length > 0) {
        throw new BenchmarkError(
          "usage",
          names.length === 0
            ? "there is nothing to search for: the configuration has no searches, see anneal-bench search --help"
            : `unknown search ${unknown.join(", ")}: the searches are ${names.join(", ")}`,
        );
      }
      process.exitCode = await search(
        first,
        Object.fromEntries(chosen.map((name) => [name, searches[name]!])),
        {
          ...{ sampler, candidates: count, halving, epochs: first.epochs },
          seeds: seedsApart(first.seeds, seedCount),
        },
        extent,
        {
          stdout: process.stdout,
          stderr: process.stderr,
          json: json ?? false,
          quiet: quiet ?? false,
        },
      );
    });
}
