import { access, readFile, stat } from "node:fs/promises";
import { dirname, extname, join, resolve } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { choice, int, log, real } from "@anneal/experiment/search";
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
import { watchMainThread } from "./watchMainThread.ts";

const fileNames = ["ts", "mts", "js", "mjs", "cjs", "json"].map(
  (extension) => `anneal.config.${extension}`,
);

/** What a configuration may be written in; Node.js itself would not know what else to do with a file. */
const extensions = [".ts", ".mts", ".cts", ".tsx", ".js", ".mjs", ".cjs", ".jsx", ".json"];

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
  "@anneal/bench": { choice, defineConfig, defineTask, fromFile, int, layerSeeds, log, real },
};

function importDefault(file: string): Promise<unknown> {
  const jiti = createJiti(import.meta.url, {
    fsCache: false,
    moduleCache: false,
    virtualModules,
  });
  return jiti.import(file, { default: true });
}

/** Where somebody says how many seconds a configuration file may take. */
const timeVariable = "ANNEAL_CONFIG_SECONDS";

/** The same in the words of an error. */
export const configurationLimit = `${timeVariable} in the environment`;

/**
 * Seconds that a configuration file may take: a minute, which nothing that it has to do takes, or what the environment says.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if that is no number above 0.
 */
export function configurationSeconds(environment = process.env): number {
  const { [timeVariable]: given = "60" } = environment;
  const seconds = given.trim() === "" ? NaN : Number(given);
  // A timer of Node.js counts no further.
  if (seconds > 0 && seconds <= 1_000_000) return seconds;
  throw new BenchmarkError(
    "usage",
    `${timeVariable} must be a number of seconds above 0 and at most 1000000, got ${JSON.stringify(given)}`,
  );
}

/** A configuration file that runs. */
interface RunningConfiguration {
  readonly file: string;
  /** Why it cannot be loaded, if the process ends now: that file ends it. */
  readonly problem: string;
  /** Whether it is ended because it has taken too long. */
  readonly late: boolean;
}

let running: RunningConfiguration | undefined;

/** The configuration file that runs at this moment. */
export const runningConfiguration = (): RunningConfiguration | undefined => running;

/** Waits for a configuration file while it runs. One that never resolves, or never ends, is refused when the time is up. */
async function supervised<Result>(
  file: string,
  seconds: number,
  body: () => Promise<Result>,
): Promise<Result> {
  const late = `it has not finished after ${String(seconds)} seconds; ${configurationLimit} may give it more`;
  let timer: NodeJS.Timeout | undefined;
  let release: () => void = () => undefined;
  running = { file, problem: "it ended the process", late: false };
  // What nobody in the file waits for may fail as well: a promise, or what a timer calls.
  let lost: (error: unknown) => void = () => undefined;
  const astray = new Promise<never>((_, refuse) => {
    lost = refuse;
  });
  process.on("uncaughtException", lost);
  try {
    if (seconds === Infinity) return await Promise.race([body(), astray]);
    // A second more for the timer, which tells of it in the usual way when the file only waits.
    release = watchMainThread(seconds + 1, `anneal-bench: cannot load ${file}: ${late}`, () => {
      running = { file, problem: late, late: true };
      process.exit();
    });
    return await Promise.race([
      body(),
      astray,
      new Promise<never>((_, refuse) => {
        timer = setTimeout(() => refuse(new Error(late)), 1000 * seconds);
      }),
    ]);
  } finally {
    running = undefined;
    process.off("uncaughtException", lost);
    release();
    clearTimeout(timer);
  }
}

/**
 * Loads a configuration file.
 *
 * @param path - The file; without it, `anneal.config.{ts,mts,js,mjs,cjs,json}` of the folder, if there is one.
 * @param seconds - How long it may take; `Infinity` where somebody else watches.
 * @throws {BenchmarkError} Of kind `"usage"`, if the file is not there, cannot be run, does not end or is wrong.
 */
export async function loadConfiguration(
  path: string | undefined,
  folder: string,
  seconds = configurationSeconds(),
): Promise<LoadedConfiguration | undefined> {
  const file = path === undefined ? await findFile(folder) : resolve(folder, path);
  if (file === undefined) return undefined;
  try {
    // JSON runs no code.
    const time = file.endsWith(".json") ? Infinity : seconds;
    return await supervised(file, time, () => readConfiguration(file));
  } catch (error) {
    if (error instanceof BenchmarkError) throw error;
    throw new BenchmarkError("usage", `cannot load ${file}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** @throws {Error} If a path leads to nothing that can be run or read. */
async function demandFile(file: string): Promise<void> {
  const found = await stat(file).catch(() => undefined);
  if (found === undefined) {
    throw new Error("there is no such file; --config names the configuration file");
  }
  if (found.isDirectory()) {
    const inside = (await findFile(file)) ?? join(file, fileNames[0]!);
    throw new Error(`it is a folder; --config names the file in it, such as ${inside}`);
  }
  if (extensions.includes(extname(file))) return;
  throw new Error(`--config must name a file that ends in one of ${extensions.join(", ")}`);
}

/** Whether code that ran has exported nothing that could be a configuration. */
function isNothing(value: unknown, text: string): boolean {
  if (typeof value !== "object" || value === null) return value === undefined;
  const module = value as { readonly __esModule?: unknown; readonly default?: unknown };
  return (
    // What stands for a module that has no default export, or one that is undefined: transpiled, and as Node.js has it.
    (module.__esModule === true && module.default === undefined) ||
    Object.prototype.toString.call(value) === "[object Module]" ||
    (Object.keys(value).length === 0 && !/\bexports?\b/.test(text))
  );
}

async function runFile(file: string): Promise<unknown> {
  const value = await importDefault(file);
  if (isNothing(value, await readFile(file, "utf8"))) {
    throw new Error("it exports no configuration; write export default defineConfig({ … }) in it");
  }
  return value;
}

/** Runs a configuration file and reads what it gives: both run code of a user. */
async function readConfiguration(file: string): Promise<LoadedConfiguration> {
  await demandFile(file);
  const value = file.endsWith(".json")
    ? (JSON.parse(await readFile(file, "utf8")) as unknown)
    : await runFile(file);
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
