import { readdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { BenchmarkError } from "@anneal/experiment/errors";
import type { Command } from "commander";
import { trendsOf } from "../regression/trend.ts";
import { readOutput } from "../storage/outputFolder.ts";
import type { RunOutput } from "../storage/outputFolder.ts";
import { writeWhole } from "../storage/wholeFile.ts";

interface Flags {
  readonly out: string;
  readonly quiet?: true;
}

const details = `
A folder is the output folder of a run, or has such folders in it, at most three levels below: one for each commit, and in it one
for each task. Runs are put in the order in which they began. Nanoseconds are those of anneal-bench micro in the same folder.
`;

/** The runs in a folder: itself, or those below it. A path that is no folder is returned: whoever reads it says what is wrong. */
async function runsIn(path: string, depth = 3): Promise<readonly string[]> {
  const entries = await readdir(path, { withFileTypes: true }).catch(() => undefined);
  if (entries === undefined || entries.some(({ name }) => name === "results.json")) return [path];
  if (depth === 0) return [];
  const below = entries
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
  return (await Promise.all(below.map((name) => runsIn(join(path, name), depth - 1)))).flat();
}

/** Adds `trend`, which shows many runs on one page. */
export function registerTrend(program: Command): void {
  program
    .command("trend")
    .description("show many runs on one page, such as one for each commit, and mark what changed")
    .argument("<folders...>", "output folders of runs, or folders with such folders in them")
    .option("--out <file>", "the page", "trend.html")
    .option("--quiet", "do not say which file was written")
    .addHelpText("after", details)
    .action(async (given: readonly string[], { out, quiet }: Flags) => {
      const outputs: RunOutput[] = [];
      for (const folder of given) {
        const found = await runsIn(folder);
        if (found.length === 0) {
          throw new BenchmarkError("usage", `there is no results.json in ${folder} or below it`);
        }
        for (const path of found) outputs.push(await readOutput(path));
      }
      // Drawing takes half a second to load, which the other commands need not wait for.
      const { renderTrend } = await import("../report/html/trend.ts");
      const path = resolve(out);
      await writeWhole(path, renderTrend(trendsOf(outputs)));
      if (!quiet) process.stderr.write(`Trend of ${String(outputs.length)} runs: ${path}\n`);
    });
}
