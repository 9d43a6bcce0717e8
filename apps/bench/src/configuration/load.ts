import { access, readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { defineTask, layerSeeds } from "@anneal/experiment/task";
import * as core from "@anneal/core";
import * as cosine from "@anneal/cosine";
import * as cyclic from "@anneal/cyclic";
import * as exponential from "@anneal/exponential";
import * as plateau from "@anneal/plateau";
import * as polynomial from "@anneal/polynomial";
import * as step from "@anneal/step";
import * as tfjs from "@anneal/tfjs";
import * as transformer from "@anneal/transformer";
import * as warmup from "@anneal/warmup";
import * as anneal from "anneal";
import { createJiti } from "jiti";
import { digestOfFiles } from "./digest.ts";
import { fromFile, withFiles } from "./fromFile.ts";
import { checkConfiguration, defineConfig } from "./schema.ts";
import type { Configuration } from "./schema.ts";

const fileNames = ["ts", "mts", "js", "mjs", "cjs", "json"].map(
  (extension) => `anneal.config.${extension}`,
);

/** A configuration and the file it comes from. */
export interface LoadedConfiguration {
  readonly path: string;
  readonly configuration: Configuration;
  /** Of its text and of what it imports. */
  readonly digest: string;
}

async function findFile(folder: string): Promise<string | undefined> {
  for (const name of fileNames) {
    const path = resolve(folder, name);
    try {
      await access(path);
      return path;
    } catch {
      // The next extension may be there.
    }
  }
  return undefined;
}

/** What a configuration imports is this very copy, wherever its file lies, and need not be installed beside it. */
const virtualModules = {
  anneal,
  "@anneal/core": core,
  "@anneal/cosine": cosine,
  "@anneal/cyclic": cyclic,
  "@anneal/exponential": exponential,
  "@anneal/plateau": plateau,
  "@anneal/polynomial": polynomial,
  "@anneal/step": step,
  "@anneal/tfjs": tfjs,
  "@anneal/transformer": transformer,
  "@anneal/warmup": warmup,
  "@anneal/bench": { defineConfig, defineTask, fromFile, layerSeeds },
};

function importDefault(file: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    virtualModules,
  });
  return jiti.import(file, { default: true });
}

/** Seconds that a configuration file may take: nothing that it has to do takes a minute. */
const timeLimit = 60;

let running: string | undefined;

/** The configuration file that runs at this moment: if the process ends now, it was ended by that file. */
export const runningConfiguration = (): string | undefined => running;

/** Waits for a configuration file while it runs. One that never resolves is refused when the time is up. */
async function supervised<Result>(
  file: string,
  seconds: number,
  body: () => Promise<Result>,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  running = file;
  try {
    return await Promise.race([
      body(),
      new Promise<never>((_, refuse) => {
        timer = setTimeout(() => {
          refuse(new Error(`it has not finished after ${String(seconds)} seconds`));
        }, 1000 * seconds);
      }),
    ]);
  } finally {
    running = undefined;
    clearTimeout(timer);
  }
}

/**
 * Loads a configuration file.
 *
 * @param path - The file; without it, `anneal.config.{ts,mts,js,mjs,cjs,json}` of the folder, if there is one.
 * @param seconds - How long it may take. @defaultValue a minute
 * @throws {BenchmarkError} Of kind `"usage"`, if the file is not there, cannot be run, does not end or is wrong.
 */
export async function loadConfiguration(
  path: string | undefined,
  folder: string,
  seconds = timeLimit,
): Promise<LoadedConfiguration | undefined> {
  const file = path === undefined ? await findFile(folder) : resolve(folder, path);
  if (file === undefined) return undefined;
  let value: unknown;
  try {
    await access(file);
    value = file.endsWith(".json")
      ? JSON.parse(await readFile(file, "utf8"))
      : await supervised(file, seconds, () => importDefault(file));
  } catch (error) {
    const reason =
      (error as NodeJS.ErrnoException | null | undefined)?.code === "ENOENT"
        ? "there is no such file"
        : messageOf(error);
    throw new BenchmarkError("usage", `cannot load ${file}: ${reason}`, { cause: error });
  }
  try {
    return {
      path: file,
      configuration: checkConfiguration(await withFiles(value, dirname(file)), file),
      digest: await digestOfFiles(file),
    };
  } catch (error) {
    if (error instanceof BenchmarkError) throw error;
    // Reading a property of it ran code that threw.
    throw new BenchmarkError("usage", `cannot read ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}
