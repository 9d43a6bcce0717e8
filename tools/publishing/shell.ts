import { execFile } from "node:child_process";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { fencesOf } from "./fences.ts";
import type { Fence } from "./fences.ts";
import type { Install } from "./packed.ts";
import { linkCommands } from "./walkthrough.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Longest that one command of a page may take on a busy machine. */
export const patience = 240_000;

/** What makes a training that takes minutes one of a moment: the commands and their other options stay as they are. */
const small = "--samples 640 --epochs 2";

/** Smaller ones, where there are many trainings and no schedule of one's own that has a length. */
export const smallest = "--samples 64 --epochs 1";

/** A folder in which the commands of a page run. */
export interface Shell {
  readonly folder: string;
  readonly environment: NodeJS.ProcessEnv;
}

/** Writes a program that is found before every other of its name. */
function writeProgram(folder: string, name: string, script: string): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `#!/bin/sh\n${script}`);
  chmodSync(join(folder, name), 0o755);
}

/** Prepares a folder: what a page installs, found by its name and by way of npx, with trainings that are small. */
export async function openShell(
  folder: string,
  names: readonly string[],
  install: Install,
  size = small,
): Promise<Shell> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await install(folder, names);
  for (const name of names) linkCommands(folder, name);
  const programs = join(folder, "programs");
  const installed = join(folder, "node_modules/.bin");
  writeProgram(
    programs,
    "anneal-bench",
    `case "$1" in\n  run | tune | -* | "") exec "${installed}/anneal-bench" "$@" ${size} ;;\n  *) exec "${installed}/anneal-bench" "$@" ;;\nesac\n`,
  );
  writeProgram(
    programs,
    "npx",
    `name="$1"\nshift\ncase "$name" in\n  @anneal/bench) exec anneal-bench "$@" ;;\n  @anneal/import) exec anneal-import "$@" ;;\n  *) exec "$name" "$@" ;;\nesac\n`,
  );
  return {
    folder,
    environment: {
      ...process.env,
      PATH: [programs, installed, process.env["PATH"]].join(delimiter),
      CI: "true",
      NO_COLOR: "1",
      FORCE_COLOR: undefined,
    },
  };
}

/** Runs one line as a shell does. Throws an error with all that it printed. */
export const runLine = (
  line: string,
  { folder, environment }: Shell,
  more: Readonly<Record<string, string>> = {},
): Promise<string> =>
  new Promise((resolve, reject) => {
    execFile(
      "bash",
      ["-euo", "pipefail", "-c", `{ ${line}\n} 2>&1`],
      {
        cwd: folder,
        env: { ...environment, ...more },
        timeout: patience,
        killSignal: "SIGKILL",
        maxBuffer: 1e8,
      },
      (error, output) => {
        if (error) reject(new Error(`${line}\n${output}`, { cause: error }));
        else resolve(output);
      },
    );
  });

const isInstallation = (line: string): boolean => /^npm (install|i) /.test(line);

export const linesOf = ({ code }: Fence): readonly string[] =>
  code.split("\n").filter((line) => line.trim() !== "" && !isInstallation(line));

/** The blocks of a page that a language names, each of which has a word. */
export const blocksWith = (page: string, language: string, word: string): readonly Fence[] =>
  fencesOf(readFileSync(join(root, page), "utf8")).filter(
    (fence) => fence.language === language && fence.code.includes(word),
  );
