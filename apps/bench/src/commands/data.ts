import { BenchmarkError } from "@anneal/experiment/errors";
import { datasets, meant } from "@anneal/experiment/task";
import type { DatasetName } from "@anneal/experiment/task";
import { Argument } from "commander";
import type { Command } from "commander";
import { loadDataset, locateDataset } from "../datasets/dataset.ts";

const actions = ["fetch", "verify", "path"] as const;

interface Flags {
  readonly task?: unknown;
  readonly dataDir?: string;
}

const isDataset = (name: unknown): name is DatasetName =>
  typeof name === "string" && Object.hasOwn(datasets, name);

/** Adds `data`, which deals with the files of a data set. */
export function registerData(program: Command): void {
  program
    .command("data")
    .description("fetch a data set, verify its files, or tell where they are")
    .addArgument(
      new Argument(
        "<action>",
        "fetch: download what is missing; verify: check every file; path: print the folder",
      ).choices(actions),
    )
    .option(
      "--task <name>",
      `whose data: one of ${Object.keys(datasets).join(", ")} (default: mnist)`,
    )
    .option("--data-dir <folder>", "folder that holds the files")
    .action(async (action: (typeof actions)[number], flags: Flags) => {
      const { task = "mnist", dataDir } = flags;
      if (!isDataset(task)) {
        const known = Object.keys(datasets);
        const got = typeof task === "string" ? meant(JSON.stringify(task), known) : String(task);
        throw new BenchmarkError("usage", `--task must be one of ${known.join(", ")}, got ${got}`);
      }
      const dataset = task;
      // Nothing but `fetch` may use the network.
      const source = { dataDir, ...(action === "fetch" ? {} : { mirrors: [] }) };
      if (action !== "path") await loadDataset(dataset, source);
      const folder = await locateDataset(dataset, source);
      if (folder === undefined) {
        const { title, remedy } = datasets[dataset];
        throw new BenchmarkError("data", `${title}: the files are missing; ${remedy}`);
      }
      process.stdout.write(
        action === "path" ? `${folder}\n` : `${datasets[dataset].title}: ${folder} is complete\n`,
      );
    });
}
