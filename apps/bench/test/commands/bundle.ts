import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "tsup";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** The file of the command. */
    readonly cli: string;
  }
}

const root = fileURLToPath(new URL("../../", import.meta.url));

/** Beside the packages that the command needs. */
const folder = join(root, "node_modules", ".cache");

/**
 * Makes one program of the sources, for all tests that start the command.
 *
 * The tests start it and its workers hundreds of times. Each start takes a quarter of the time that it takes to translate the
 * sources file by file.
 */
export default async function bundle({ provide }: TestProject): Promise<() => Promise<void>> {
  await mkdir(folder, { recursive: true });
  const outDir = await mkdtemp(join(folder, "tested-"));
  await build({
    config: false,
    // The command starts the other two as processes.
    entry: {
      cli: join(root, "src", "cli.ts"),
      worker: join(root, "src", "execution", "processes", "worker.ts"),
      probe: join(root, "src", "machine", "probe.ts"),
    },
    format: ["esm"],
    target: "es2022",
    outDir,
    silent: true,
    // The sources of the other packages, where the published command has these packages.
    noExternal: [/^@anneal\//, /^anneal$/],
    skipNodeModulesBundle: true,
    esbuildOptions(options) {
      options.conditions = ["@anneal/source"];
    },
  });
  provide("cli", join(outDir, "cli.js"));
  return () => rm(outDir, { recursive: true, force: true, maxRetries: 5 });
}
