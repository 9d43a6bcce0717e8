import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Install } from "./packed.ts";
import { run } from "./run.ts";

/**
 * Installs packages with npm, as a stranger would, and makes the folder and its manifest where there are none.
 *
 * @param environment - Makes npm use the registry that has the packages.
 */
export const installFrom =
  (environment: Readonly<Record<string, string>>): Install =>
  async (folder, names) => {
    mkdirSync(folder, { recursive: true });
    const manifest = join(folder, "package.json");
    if (!existsSync(manifest)) writeFileSync(manifest, JSON.stringify({ private: true }));
    // No script: that of tfjs-node downloads a library of 270 MB.
    const quiet = ["--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"];
    await run("npm", ["install", ...quiet, ...names], folder, environment);
  };
