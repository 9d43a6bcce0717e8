import { isObject, shown } from "@anneal/experiment/task";
import { z } from "zod";
import { aggregations, metricNames, metricOf } from "./metrics.ts";

/** `off` is not looked at, `warn` is told, `error` fails the command. */
const levels = ["off", "warn", "error"] as const;

const number = z.number().optional();

const numbers = {
  min: number,
  max: number,
  /** Of the value divided by the baseline's of the same run: no machine is in it. */
  minRatioToBaseline: number,
  maxRatioToBaseline: number,
};

const boundsSchema = z.strictObject({
  ...numbers,
  /** How the trials become one value. @defaultValue `"mean"` for accuracies, losses and shares, `"median"` for everything else */
  aggregation: z.enum(aggregations).optional(),
});

/** What a value has to be. At least one bound. */
export type Bounds = Readonly<z.infer<typeof boundsSchema>>;

/** The bounds that are numbers, by the names that they have in a configuration. */
export const boundNames = Object.keys(numbers) as readonly (keyof typeof numbers)[];

const off = z.literal("off");

/** One assertion: its level, and unless that is `off`, its bounds. */
const assertionForm = z.union([
  off,
  z.tuple([off]).readonly(),
  z.tuple([z.enum(levels), boundsSchema]).readonly(),
]);

type Assertion = z.infer<typeof assertionForm>;

/**
 * Assertions by `subject:metric`. A subject is `mnist/cosine`, a schedule on a task; `micro/cosine`, a call of it; or
 * `kernel/Conv2D`. A `*` in it stands for any text.
 */
export type Assertions = Readonly<Record<string, Assertion>>;

/** The beginning of a value as a configuration has it. */
const show = (value: unknown): string => {
  try {
    // JSON has no functions.
    return ((JSON.stringify(value) as string | undefined) ?? String(value)).slice(0, 99);
  } catch {
    // Nor numbers without bound, nor what holds itself.
    return shown(value);
  }
};

export const listed = (names: readonly string[]): string => names.join(", ");

function problemOfBounds(bounds: unknown): string | undefined {
  if (!isObject(bounds)) return `needs bounds after its level, got ${show(bounds)}`;
  const known: readonly string[] = [...boundNames, "aggregation"];
  const unknown = Object.keys(bounds).filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    return `has ${listed(unknown)}, which is no bound; the bounds are ${listed(known)}`;
  }
  const given = boundNames.filter((name) => bounds[name] !== undefined);
  if (given.length === 0) return `needs at least one of ${listed(boundNames)}`;
  const wrong = given.find((name) => !Number.isFinite(bounds[name]));
  if (wrong !== undefined) {
    return `needs a finite number as ${wrong}, got ${show(bounds[wrong])}`;
  }
  const { min, max, minRatioToBaseline, maxRatioToBaseline, aggregation } = bounds as Bounds;
  const isEmpty = (low = -Infinity, high = Infinity): boolean => low > high;
  if (isEmpty(min, max) || isEmpty(minRatioToBaseline, maxRatioToBaseline)) {
    return "has a lower bound above its upper bound, so that nothing can hold it";
  }
  return aggregation === undefined || aggregations.includes(aggregation)
    ? undefined
    : `needs an aggregation out of ${listed(aggregations)}, got ${show(aggregation)}`;
}

function problemOf(assertion: unknown): string | undefined {
  if (assertion === "off") return undefined;
  if (!Array.isArray(assertion)) {
    return `must be "off" or a list of a level and bounds, got ${show(assertion)}`;
  }
  const [level, bounds, ...rest] = assertion as readonly unknown[];
  if (!levels.includes(level as (typeof levels)[number])) {
    return `must have a level out of ${listed(levels)}, got ${show(level)}`;
  }
  if (rest.length > 0) return `must be a list of a level and bounds, got ${show(assertion)}`;
  return level === "off" && bounds === undefined ? undefined : problemOfBounds(bounds);
}

/** The two halves of a name, at its last colon. */
export function partsOf(name: string): { readonly subject: string; readonly metric: string } {
  const colon = name.lastIndexOf(":");
  return { subject: name.slice(0, Math.max(colon, 0)), metric: name.slice(colon + 1) };
}

const { anyOf: formInJson } = z.toJSONSchema(assertionForm, {
  // A list that the program does not change is one that a configuration may well write.
  override: ({ jsonSchema }) => {
    delete jsonSchema.readOnly;
  },
});

/** The assertions of a configuration. */
export const assertionsSchema: z.ZodType<Assertions> = z
  .record(
    z.string(),
    // The form says what it may be; what it may not, a sentence tells.
    z
      .custom<Assertion>((assertion) => problemOf(assertion) === undefined, {
        error: ({ input }) => problemOf(input) ?? "",
      })
      .meta({ description: "off, or a level and bounds", anyOf: formInJson }),
  )
  .check(({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const { subject, metric } = partsOf(name);
      if (subject !== "" && metricOf(metric) !== undefined) continue;
      issues.push({
        code: "custom",
        input: name,
        path: [name],
        message: `must be named subject:metric, as in "mnist/cosine:testAccuracy" or "*:examplesPerSecond"; the metrics are test, training or validation with a metric of the task behind it, and ${listed(metricNames)}`,
      });
    }
  });

/**
 * What is wrong with assertions that are right one by one: a time on a clock that others share may not fail a build.
 *
 * @param dedicated - Whether nothing else runs on the machine.
 */
export const refusalsOf = (assertions: Assertions, dedicated: boolean): readonly string[] =>
  Object.entries(assertions).flatMap(([name, assertion]) => {
    const { metric } = partsOf(name);
    if (dedicated || assertion === "off" || assertion[0] !== "error") return [];
    const { min, max } = assertion[1];
    if (!metricOf(metric)?.wallClock) return [];
    if (min === undefined && max === undefined) return [];
    return [
      `assertions.${name} may only warn: on a shared machine the time says more about the neighbours than about the code; ` +
        `bound its ratio to the baseline, or set dedicatedMachine`,
    ];
  });
