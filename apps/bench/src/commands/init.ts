import { join } from "node:path";
import type { Command } from "commander";
import { pluginFiles, pluginSteps } from "../initialization/plugin.ts";
import { projectFiles, projectSteps } from "../initialization/project.ts";
import { writeNew } from "../initialization/writeNew.ts";

interface Flags {
  readonly plugin?: string;
}

/** Adds `init`, which writes what a project begins with. */
export function registerInit(program: Command): void {
  program
    .command("init")
    .description(
      "write a commented anneal.config.ts and a workflow into this folder, or a package of schedules into a new one",
    )
    .option(
      "--plugin <name>",
      "write the skeleton of a package of schedules with this name, with tests, into a folder of that name",
    )
    .action(async ({ plugin }: Flags) => {
      const folder = plugin === undefined ? "." : plugin.replace(/^@[^/]*\//, "");
      const files = plugin === undefined ? projectFiles : pluginFiles(plugin);
      await writeNew(folder, files);
      const steps = plugin === undefined ? projectSteps : [`cd ${folder}`, ...pluginSteps];
      const written = Object.keys(files).map((path) => `wrote ${join(folder, path)}`);
      process.stdout.write(
        [...written, "", "Next:", ...steps.map((step) => `  ${step}`), ""].join("\n"),
      );
    });
}
