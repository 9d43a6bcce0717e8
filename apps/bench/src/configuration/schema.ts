import { BenchmarkError } from "@anneal/experiment/errors";
import { backendNames } from "@anneal/experiment/records";
import type { BackendChoice } from "@anneal/experiment/records";
import { isContestant, schedules } from "@anneal/experiment/schedules";
import type { Contestant } from "@anneal/experiment/schedules";
import { datasets } from "@anneal/experiment/task";
import type { DatasetName } from "@anneal/experiment/task";
import { z } from "zod";
import { assertionsSchema, refusalsOf } from "../assertions/schema.ts";
import type { Assertions } from "../assertions/schema.ts";
import { presets } from "./presets.ts";
import type { PresetName } from "./presets.ts";
import { meant } from "./meant.ts";

/** What can be set, by a configuration file or by flags; flags win, and what neither sets comes from the preset. */
export interface Configuration {
  /** @defaultValue `"quick"` */
  readonly preset?: PresetName | undefined;
  /** @defaultValue `"mnist"` */
  readonly dataset?: DatasetName | undefined;
  /** Folder that holds the files of the data set. */
  readonly dataDir?: string | undefined;
  /** Addresses to download the data set from, in place of the official ones. */
  readonly mirrors?: readonly string[] | undefined;
  /** Schedules of your own, by name. They take part unless `schedule` leaves them out. */
  readonly schedules?: Readonly<Record<string, Contestant>> | undefined;
  /** Names of the schedules to compare. @defaultValue those of the preset and your own */
  readonly schedule?: readonly string[] | undefined;
  /** How many seeds, or which. @defaultValue `1` */
  readonly seeds?: number | readonly number[] | undefined;
  readonly epochs?: number | undefined;
  /** Images for training and validation together. */
  readonly samples?: number | undefined;
  /** @defaultValue `64` */
  readonly batchSize?: number | undefined;
  /** Base learning rate. @defaultValue `0.01` */
  readonly learningRate?: number | undefined;
  /** @defaultValue `"auto"` */
  readonly backend?: BackendChoice | undefined;
  /** Trainings at a time, each in a process of its own. @defaultValue `2`, or `1` on a single core */
  readonly jobs?: number | undefined;
  /** Output folder. @defaultValue `"anneal-results"` */
  readonly out?: string | undefined;
  /** What `anneal-bench assert` demands of results, by `subject:metric`. */
  readonly assertions?: Assertions | undefined;
  /** Whether nothing else runs on the machine, so that an assertion about its speed may fail. @defaultValue `false` */
  readonly dedicatedMachine?: boolean | undefined;
}

/** Returns the configuration as it is; gives an editor its types. */
export const defineConfig = (configuration: Configuration): Configuration => configuration;

const show = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);

const oneOf = <const Names extends readonly [string, ...string[]]>(
  names: Names,
): z.ZodEnum<{ [Name in Names[number]]: Name }> =>
  z.enum(names, {
    error: ({ input }) =>
      `must be one of ${names.join(", ")}, got ${typeof input === "string" ? meant(show(input), names) : show(input)}`,
  });

const namesOf = <Name extends string>(
  record: Readonly<Record<Name, unknown>>,
): readonly [Name, ...Name[]] => Object.keys(record) as [Name, ...Name[]];

/** A schema of which every failure is the same sentence. */
const must = <Value>(
  rule: string,
  accepts: (value: unknown) => boolean,
  json: Readonly<Record<string, unknown>> = {},
): z.ZodType<Value> =>
  z
    .custom<Value>(accepts, { error: ({ input }) => `must be ${rule}, got ${show(input)}` })
    .meta({ description: rule, ...json });

const wholeNumber = (min: number, max: number): z.ZodType<number> =>
  must(
    `a whole number from ${String(min)} to ${String(max)}`,
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    { type: "integer", minimum: min, maximum: max },
  );

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

/** What a configuration may hold. */
export const configurationSchema = z
  .strictObject({
    preset: oneOf(namesOf(presets)),
    dataset: oneOf(namesOf(datasets)),
    dataDir: text,
    mirrors: must<readonly string[]>(
      "a list of http or https addresses",
      (value) =>
        Array.isArray(value) &&
        value.every(
          (item) => typeof item === "string" && /^https?:/.test(item) && URL.canParse(item),
        ),
      { type: "array", items: { type: "string", pattern: "^https?:" } },
    ),
    schedules: z.record(
      must<string>("made of letters, digits, dots and dashes", isName, nameAsJson),
      must<Contestant>(
        "a spec with a kind, a function of the run's totals, { per, schedule } or { learningRateScheduler }",
        isContestant,
        { type: "object" },
      ),
    ),
    schedule: must<readonly string[]>(
      "a list of names, none twice",
      (value) =>
        Array.isArray(value) &&
        value.length > 0 &&
        value.every(isName) &&
        new Set(value).size === value.length,
      { type: "array", items: nameAsJson, minItems: 1, uniqueItems: true },
    ),
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
    epochs: wholeNumber(1, 1000),
    samples: wholeNumber(10, 60_000),
    batchSize: wholeNumber(1, 10_000),
    learningRate: must<number>(
      "a finite number above 0",
      (value) => Number.isFinite(value) && Number(value) > 0,
      { type: "number", exclusiveMinimum: 0 },
    ),
    backend: oneOf(backendNames),
    jobs: wholeNumber(1, 256),
    out: text,
    assertions: assertionsSchema,
    dedicatedMachine: must<boolean>("true or false", (value) => typeof value === "boolean", {
      type: "boolean",
    }),
  })
  .partial();

const asFlag = (option: string): string =>
  `--${option.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;

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
      `${origin ?? "the configuration"} must hold an object, got ${Array.isArray(value) ? "an array" : show(value)}`,
    );
  }
  const { success, data, error } = configurationSchema.safeParse(value);
  if (success) {
    // The schema passes over it, so that a schedule of that name would be left out without a word.
    const given = (value as Configuration).schedules ?? {};
    if (Object.hasOwn(given, "__proto__")) {
      throw new BenchmarkError("usage", `${String(origin)}: schedules: __proto__ is no name`);
    }
    const taken = Object.keys(data.schedules ?? {}).filter((name) =>
      Object.hasOwn(schedules, name),
    );
    const refused = [
      ...(taken.length === 0
        ? []
        : [`schedules: ${taken.join(", ")} is the name of a built-in schedule`]),
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
