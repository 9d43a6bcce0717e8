import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { backendNames } from "@anneal/experiment/records";
import { isContestant, schedules } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import {
  checkTask,
  meant,
  must,
  positiveNumber,
  shown,
  wholeNumber,
} from "@anneal/experiment/task";
import type { Task } from "@anneal/experiment/task";
import { axesOf } from "@anneal/experiment/search";
import type { SearchSpec } from "@anneal/experiment/search";
import { z } from "zod";
import { assertionsSchema, refusalsOf } from "../assertions/schema.ts";
import { builtInTasks } from "../datasets/builtInTasks.ts";
import { presets } from "./presets.ts";

const oneOf = <const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> =>
  z.enum(names, {
    error: ({ input }) =>
      `must be one of ${names.join(", ")}, got ${typeof input === "string" ? meant(shown(input), names) : shown(input)}`,
  });

const namesOf = <Name extends string>(
  record: Readonly<Record<Name, unknown>>,
): readonly [Name, ...Name[]] => Object.keys(record) as [Name, ...Name[]];

const name = /^[a-zA-Z0-9][a-zA-Z0-9._-]*$/;
const isName = (value: unknown): boolean => typeof value === "string" && name.test(value);
const nameAsJson = { type: "string", pattern: name.source };

const text = must<string>(
  "a non-empty text",
  (value) => typeof value === "string" && value !== "",
  { type: "string", minLength: 1 },
);
const maxSeed = 0x7fff_ffff;
const seedAsJson = { type: "integer", minimum: 1, maximum: maxSeed };
const isSeed = (value: unknown): boolean =>
  Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxSeed;

const namesList = must<readonly string[]>(
  "a list of names, none twice",
  (value) =>
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(isName) &&
    new Set(value).size === value.length,
  { type: "array", items: nameAsJson, minItems: 1, uniqueItems: true },
);
const nameOfMine = must<string>("made of letters, digits, dots and dashes", isName, nameAsJson);

/** What can be set, by a configuration file or by flags; flags win, and what neither sets comes from the task and the preset. */
export const configurationSchema = z
  .strictObject({
    /** @defaultValue `"quick"` */
    preset: oneOf(namesOf(presets)),
    /** Tasks of your own, by name, see `defineTask`. They are trained unless `task` leaves them out. */
    tasks: z.record(
      nameOfMine,
      must<Task>(
        "a task, see defineTask",
        (value) => typeof value === "object" && value !== null && !Array.isArray(value),
        { type: "object" },
      ),
    ),
    /** Names of the tasks to train. @defaultValue your own, or `fashion-mnist` */
    task: namesList,
    /** Folder that holds the files of the data. */
    dataDir: text,
    /** Addresses to download the data from, in place of the official ones. */
    mirrors: must<readonly string[]>(
      "a list of http or https addresses",
      (value) =>
        Array.isArray(value) &&
        value.every(
          (item) => typeof item === "string" && /^https?:/.test(item) && URL.canParse(item),
        ),
      { type: "array", items: { type: "string", pattern: "^https?:" } },
    ),
    /** Schedules of your own, by name. They take part unless `schedule` leaves them out. */
    schedules: z.record(
      nameOfMine,
      must<Contestant>(
        "a spec with a kind, a function of the run's totals, { schedule, per?, optimizer?, batchSize? }, { plan, per?, optimizer?, batchSize? } or { learningRateScheduler, optimizer?, batchSize? }",
        isContestant,
        { type: "object" },
      ),
    ),
    /** Specs with ranges in place of options, by name, for `anneal-bench search`: see `int`, `real`, `log` and `choice`. */
    searches: z.record(
      nameOfMine,
      must<SearchSpec>(
        "a spec with a kind, in which ranges such as log(1e-4, 1e-1) stand in place of options",
        (value) => typeof value === "object" && value !== null && "kind" in value,
        { type: "object" },
      ),
    ),
    /** Names of the schedules to compare. @defaultValue those of the preset and your own */
    schedule: namesList,
    /** How many seeds, or which. @defaultValue those of the preset */
    seeds: must<number | readonly number[]>(
      `a count from 1 to 1000 or a list of whole numbers from 1 to ${String(maxSeed)}, none twice`,
      (value) =>
        Array.isArray(value)
          ? value.length > 0 && value.every(isSeed) && new Set(value).size === value.length
          : isSeed(value) && Number(value) <= 1000,
      {
        anyOf: [
          { type: "integer", minimum: 1, maximum: 1000 },
          { type: "array", items: seedAsJson, minItems: 1, uniqueItems: true },
        ],
      },
    ),
    /** @defaultValue that of the task */
    epochs: wholeNumber(1, 1_000_000),
    /** Examples for training and validation together. @defaultValue that of the task for the preset, else all */
    samples: wholeNumber(1, Number.MAX_SAFE_INTEGER),
    /** Examples of the test. @defaultValue that of the task for the preset, else all */
    testSamples: wholeNumber(0, Number.MAX_SAFE_INTEGER),
    /** @defaultValue that of the task */
    batchSize: wholeNumber(1, 1_000_000),
    /**
     * Whether training figures are evaluated after each epoch, on all examples that train: one more pass over them an epoch.
     * @defaultValue `false`: they are running means over the epoch, as Keras has them
     */
    evaluateTraining: must<boolean>("true or false", (value) => typeof value === "boolean", {
      type: "boolean",
    }),
    /** Base learning rate. @defaultValue that of the task for the preset */
    learningRate: positiveNumber,
    /** What trains; `auto` takes whole steps where it can, and layers elsewhere. @defaultValue `"auto"` */
    backend: oneOf(backendNames),
    /** Trials at a time, each in a process of its own. @defaultValue one for each core */
    jobs: wholeNumber(1, 256),
    /** Output folder; with several tasks each has a folder in it. @defaultValue `"anneal-results"` */
    out: text,
    /** What `anneal-bench assert` demands of results, by `subject:metric`. */
    assertions: assertionsSchema,
    /** Whether nothing else runs on the machine, so that an assertion about its speed may fail. @defaultValue `false` */
    dedicatedMachine: must<boolean>("true or false", (value) => typeof value === "boolean", {
      type: "boolean",
    }),
  })
  .partial();

/** What can be set, by a configuration file or by flags. */
export type Configuration = Readonly<z.infer<typeof configurationSchema>>;

/** Returns the configuration as it is; gives an editor its types. */
export const defineConfig = (configuration: Configuration): Configuration => configuration;

const asFlag = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

function problemOf(check: () => unknown): readonly string[] {
  try {
    check();
    return [];
  } catch (error) {
    return [messageOf(error)];
  }
}

/** What Windows keeps for its devices, whatever follows a dot, and what it leaves out at the end of a name. */
const notOnWindows = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)|\.$/i;

/** Why the names of tasks cannot be those of folders everywhere: results of two would get into one, or nowhere. */
const folderProblems = (names: readonly string[]): readonly string[] =>
  names.flatMap((name, index) => {
    const twin = names.slice(0, index).find((other) => other.toLowerCase() === name.toLowerCase());
    return [
      ...(twin === undefined
        ? []
        : [
            `tasks: ${twin} and ${name} differ in case alone, and their folders are one on some systems`,
          ]),
      ...(notOnWindows.test(name) ? [`tasks: ${name} is no name of a folder on Windows`] : []),
    ];
  });

/**
 * Checks settings that came from outside.
 *
 * @param origin - The file that they come from; `undefined` for flags.
 * @throws {BenchmarkError} Of kind `"usage"` and every problem in one sentence.
 */
export function checkConfiguration(value: unknown, origin?: string): Configuration {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new BenchmarkError(
      "usage",
      `${origin ?? "the configuration"} must hold an object, got ${Array.isArray(value) ? "an array" : shown(value)}`,
    );
  }
  const { success, data, error } = configurationSchema.safeParse(value);
  if (success) {
    // The schema passes over it, so that a schedule of that name would be left out without a word.
    const given = value as Configuration;
    for (const key of ["schedules", "tasks", "searches"] as const) {
      if (Object.hasOwn(given[key] ?? {}, "__proto__")) {
        throw new BenchmarkError("usage", `${String(origin)}: ${key}: __proto__ is no name`);
      }
    }
    const taken = (mine: object | undefined, ours: object): readonly string[] =>
      Object.keys(mine ?? {}).filter((name) => Object.hasOwn(ours, name));
    const takenSchedules = taken(data.schedules, schedules);
    const takenTasks = taken(data.tasks, builtInTasks);
    const refused = [
      ...(takenSchedules.length === 0
        ? []
        : [`schedules: ${takenSchedules.join(", ")} is the name of a built-in schedule`]),
      ...(takenTasks.length === 0
        ? []
        : [`tasks: ${takenTasks.join(", ")} is the name of a built-in task`]),
      ...folderProblems(Object.keys(data.tasks ?? {})),
      ...Object.entries(data.tasks ?? {}).flatMap(([name, task]) =>
        problemOf(() => checkTask(name, task)),
      ),
      ...Object.entries(data.searches ?? {}).flatMap(([name, spec]) =>
        problemOf(() => axesOf(spec)).map((problem) => `searches.${name}: ${problem}`),
      ),
      ...refusalsOf(data.assertions ?? {}, data.dedicatedMachine ?? false),
    ];
    if (refused.length === 0) return data;
    throw new BenchmarkError("usage", `${String(origin)}: ${refused.join("; ")}`);
  }
  const problems = error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(configurationSchema.shape);
      return `${issue.keys.map((key) => meant(key, known)).join(", ")} is no setting; the settings are ${known.join(", ")}`;
    }
    const path = issue.path.map(String).join(".");
    const message =
      issue.code === "invalid_key"
        ? "has a name that is not made of letters, digits, dots and dashes"
        : issue.message;
    return `${origin === undefined ? asFlag(path) : path} ${message}`;
  });
  throw new BenchmarkError(
    "usage",
    `${origin === undefined ? "" : `${origin}: `}${problems.join("; ")}`,
  );
}
