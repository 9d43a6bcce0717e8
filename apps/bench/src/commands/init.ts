import { join } from "node:path";
import type { Command } from "commander";
import { pluginFiles, pluginSteps } from "../initialization/plugin.ts";
import { projectFiles, projectSteps } from "../initialization/project.ts";
import { writeNew } from "../initialization/writeNew.ts";
import { readFlag } from "./shared/settingsFlags.ts";

interface Flags {
  readonly plugin?: string;
  readonly shards: string;
}

const readShards = (text: string): number | undefined => {
  const value = Number(text);
  return Number.isInteger(value) && value >= 1 && value <= 256 ? value : undefined;
};

/** Adds `init`, which writes what a project begins with. */
export function registerInit(program: Command): void {
  program
    .command("init")
    .description(
      "write a commented anneal.config.ts and a workflow with its action into this folder, or a package of schedules into a new one",
    )
    .option(
      "--plugin <name>",
      "write the skeleton of a package of schedules with this name, with tests, into a folder of that name",
    )
    .option("--shards <n>", "machines that the workflow trains on at a time", "1")
    .action(async ({ plugin, shards }: Flags) => {
      // A matrix of GitHub Actions has 256 jobs at most.
      const count = readFlag("--shards", "a whole number from 1 to 256", shards, readShards);
      const folder = plugin === undefined ? "." : plugin.replace(/^@[^/]*\//, "");
      const files = plugin === undefined ? projectFiles(count) : pluginFiles(plugin);
      await writeNew(folder, files);
      const steps = plugin === undefined ? projectSteps : [`cd ${folder}`, ...pluginSteps];
      const written = Object.keys(files).map((path) => `wrote ${join(folder, path)}`);
      process.stdout.write(
        [...written, "", "Next:", ...steps.map((step) => `  ${step}`), ""].join("\n"),
      );
    });
}
