import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { Totals } from "@anneal/experiment/records";
import { recognise } from "@anneal/import";
import type { ImportOptions, Recognised } from "@anneal/import";
import { defineKind, hold, name as text, stretch } from "anneal";
import type { ReactiveSchedule, Rule, Schedule, ScheduleSpec } from "anneal";

/** A schedule of a configuration that is in a file of another trainer: the spec of kind `"file"`. */
export interface FileSpec {
  readonly kind: "file";
  /** The file, relative to the configuration. */
  readonly file: string;
  /** Its format, as `"deepspeed"`. @defaultValue found by what it holds */
  readonly format?: string;
  /** What stands in for a value of the file, see `@anneal/import`. @defaultValue nothing */
  readonly options?: Readonly<Record<string, number | string>>;
}

type Given = Omit<FileSpec, "kind">;

const values: Rule = {
  type: "object",
  rule: "an object of numbers and texts",
  accepts: (value) =>
    typeof value === "object" &&
    value !== null &&
    !Array.isArray(value) &&
    Object.values(value).every((item) => typeof item === "number" || typeof item === "string"),
};

/** Checks what is said of a file as the options of a schedule are checked: all of it, in one error. */
const checked = defineKind<
  { readonly [Name in keyof Given]-?: Given[Name] | undefined } & Pick<Given, "file">,
  object,
  (given: Given) => Given
>(
  "file",
  {
    package: "@anneal/bench",
    options: { file: text, format: text, options: values },
    defaults: { format: undefined, options: {} },
    signature: "fromFile",
    build: (given) => given,
  },
  (given) => given,
);

/**
 * A schedule of a benchmark that is the one of a file of another trainer: a DeepSpeed JSON, an MMEngine config, a YOLO `args.yaml`.
 *
 * It is what the file says, with its own rate and its own lengths. What the file lacks is that of the run: first the steps of an
 * epoch, then the steps in all, then the base rate. A schedule of epochs runs on the clock of the updates. Files that it is based on
 * (`_base_`, `_BASE_`) are read from where it says that they are.
 *
 * @param file - Its path, relative to the configuration.
 * @param more - `format`, where two fit, and `options` of `@anneal/import`, which win over the file.
 * @returns A spec for `schedules` of a configuration, which may be written as JSON too.
 * @throws {TypeError} If an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * fromFile("ds_config.json"); // => { kind: "file", file: "ds_config.json" }
 * ```
 */
export const fromFile = (
  file: string,
  more: Omit<FileSpec, "kind" | "file"> = {},
): FileSpec & ScheduleSpec => {
  checked({ ...more, file });
  if (Object.hasOwn(Object(more) as object, "file")) {
    throw new TypeError(
      "@anneal/bench: fromFile: file is the first argument; leave it out of the second",
    );
  }
  return { kind: "file", file, ...more };
};

const isFile = (value: unknown): value is FileSpec =>
  typeof value === "object" &&
  value !== null &&
  (value as Partial<FileSpec>).kind === "file" &&
  typeof (value as Partial<FileSpec>).file === "string";

/** The schedule of a file for one run: what the run says stands in where the file says nothing. */
function scheduleFor(
  recognised: Recognised,
  options: ImportOptions,
  { stepsPerEpoch, totalSteps, learningRate }: Totals,
): Schedule | ReactiveSchedule {
  const standIns: readonly ImportOptions[] = [
    {},
    { stepsPerEpoch },
    { stepsPerEpoch, totalSteps },
    { stepsPerEpoch, totalSteps, learningRate },
  ];
  let failure: unknown;
  for (const more of standIns) {
    try {
      const imported = recognised.import({ ...more, ...options });
      return imported.per === "step"
        ? imported.learningRate
        : hold(stepsPerEpoch, stretch(stepsPerEpoch, imported.learningRate));
    } catch (error) {
      // The first one says all that the file lacks.
      failure ??= error;
    }
  }
  throw failure;
}

/**
 * Puts the schedules of files in the place of their names, among the schedules of a configuration.
 *
 * @param configuration - What a file of a configuration gives, not yet checked.
 * @param folder - The folder of the configuration.
 * @throws {BenchmarkError} Of kind `"usage"`, if a file is not there, or is of no format that is known.
 */
export async function withFiles(configuration: unknown, folder: string): Promise<unknown> {
  if (typeof configuration !== "object" || configuration === null) return configuration;
  const { schedules } = configuration as { readonly schedules?: unknown };
  if (typeof schedules !== "object" || schedules === null || Array.isArray(schedules)) {
    return configuration;
  }
  const entries = await Promise.all(
    Object.entries(schedules).map(async ([name, value]: [string, unknown]) => {
      if (!isFile(value)) return [name, value] as const;
      const { file } = value;
      try {
        const said = Object.entries(value).filter(([key]) => key !== "kind");
        const { format, options = {} } = checked(Object.fromEntries(said) as unknown as Given);
        const path = resolve(folder, file);
        const text = await readFile(path, "utf8");
        const recognised = await recognise(text, {
          fileName: file,
          format,
          // What is not there is named where what it may set is missing.
          bases: (base) => readFile(resolve(dirname(path), base), "utf8").catch(() => undefined),
        });
        return [name, (totals: Totals) => scheduleFor(recognised, options, totals)] as const;
      } catch (error) {
        throw new BenchmarkError("usage", `schedules.${name}: ${file}: ${messageOf(error)}`, {
          cause: error,
        });
      }
    }),
  );
  return { ...configuration, schedules: Object.fromEntries(entries) };
}
