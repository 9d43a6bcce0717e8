import { z } from "zod";
import { figureOf } from "./analysis/figures.ts";
import type { Rules } from "./analysis/options.ts";
import { BenchmarkError } from "./errors.ts";
import { aggregations, isMetric, metricNames, metrics } from "./measurements.ts";
import type { Aggregation, Measurement } from "./measurements.ts";

/** `off` is not looked at, `warn` is told, `error` fails the command. */
type Level = "off" | "warn" | "error";

/**
 * What a value has to be. At least one bound.
 *
 * @public
 */
export interface Bounds {
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Of the value divided by the baseline's of the same run: no machine is in it. */
  readonly minRatioToBaseline?: number | undefined;
  readonly maxRatioToBaseline?: number | undefined;
  /** How the trials become one value. @defaultValue `"mean"` for accuracies, losses and shares, `"median"` for everything else */
  readonly aggregation?: Aggregation | undefined;
}

/** One assertion: its level, and unless that is `off`, its bounds. */
type Assertion = "off" | readonly ["off"] | readonly [Level, Bounds];

/**
 * Assertions by `subject:metric`. A subject is `mnist/cosine`, a schedule on a data set; `micro/cosine`, a call of it; or
 * `kernel/Conv2D`. A `*` in it stands for any text.
 */
export type Assertions = Readonly<Record<string, Assertion>>;

const levels = ["off", "warn", "error"] as const;
const boundNames = ["min", "max", "minRatioToBaseline", "maxRatioToBaseline"] as const;

const show = (value: unknown): string =>
  typeof value === "function" || value === undefined ? String(value) : JSON.stringify(value);
const listed = (names: readonly string[]): string => names.join(", ");

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

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
  if (!levels.includes(level as Level)) {
    return `must have a level out of ${listed(levels)}, got ${show(level)}`;
  }
  if (rest.length > 0) return `must be a list of a level and bounds, got ${show(assertion)}`;
  return level === "off" && bounds === undefined ? undefined : problemOfBounds(bounds);
}

/** The two halves of a name, at its last colon. */
function partsOf(name: string): { readonly subject: string; readonly metric: string } {
  const colon = name.lastIndexOf(":");
  return { subject: name.slice(0, Math.max(colon, 0)), metric: name.slice(colon + 1) };
}

/** The assertions of a configuration. */
export const assertionsSchema: z.ZodType<Assertions> = z
  .record(
    z.string(),
    z
      .custom<Assertion>((assertion) => problemOf(assertion) === undefined, {
        error: ({ input }) => problemOf(input) ?? "",
      })
      .meta({
        description: "off, or a level and bounds",
        anyOf: [
          { const: "off" },
          { type: "array", prefixItems: [{ enum: [...levels] }], minItems: 1 },
        ],
      }),
  )
  .check(({ value, issues }) => {
    for (const name of Object.keys(value)) {
      const { subject, metric } = partsOf(name);
      if (subject !== "" && isMetric(metric)) continue;
      issues.push({
        code: "custom",
        input: name,
        path: [name],
        message: `must be named subject:metric, as in "mnist/cosine:testAccuracy" or "*:imagesPerSecond"; the metrics are ${listed(metricNames)}`,
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
    if (!isMetric(metric) || !metrics[metric].wallClock) return [];
    if (min === undefined && max === undefined) return [];
    return [
      `assertions.${name} may only warn: on a shared machine the time says more about the neighbours than about the code; ` +
        `bound its ratio to the baseline, or set dedicatedMachine`,
    ];
  });

/** What `assert --json` prints. */
export const outcomesSchema = z.strictObject({
  format: z.literal(1),
  outcomes: z.array(
    z.strictObject({
      /** The assertion as the configuration has it. */
      assertion: z.string(),
      level: z.enum(["warn", "error"]),
      subject: z.string(),
      metric: z.string(),
      bound: z.enum(boundNames),
      limit: z.number(),
      aggregation: z.enum(aggregations),
      /**
       * `null` where there is none: every trial failed, an interval was asked of a single seed, or, in JSON, a target was
       * never reached, which is infinite.
       */
      value: z.number().nullable(),
      holds: z.boolean(),
    }),
  ),
});

/** What `assert --json` prints. */
export type Outcomes = z.infer<typeof outcomesSchema>;
/** Whether an assertion holds for one subject, and what it was held against. */
export type Outcome = Outcomes["outcomes"][number];

/** Outcomes as JSON holds them. */
export const outcomesOf = (outcomes: readonly Outcome[]): Outcomes =>
  outcomesSchema.parse({
    format: 1,
    outcomes: outcomes.map((outcome) => ({
      ...outcome,
      value: Number.isFinite(outcome.value) ? outcome.value : null,
    })),
  });

function aggregate(
  { metric, values }: Measurement,
  aggregation: Aggregation,
  rules: Rules,
): number | null {
  if (values.length === 0) return null;
  const { higherIsBetter } = metrics[metric];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  if (aggregation === "worst") return higherIsBetter ? low : high;
  if (aggregation === "best") return higherIsBetter ? high : low;
  // Something that was never reached was reached infinitely late: of the middle of several that is a number, of a mean not.
  if (high === Infinity) {
    const sorted = [...values].sort((left, right) => left - right);
    return aggregation === "median"
      ? (sorted[Math.floor((sorted.length - 1) / 2)]! + sorted[Math.floor(sorted.length / 2)]!) / 2
      : Infinity;
  }
  const figure = figureOf(values, rules)!;
  if (aggregation === "ciLow") return figure.interval?.low ?? null;
  if (aggregation === "ciHigh") return figure.interval?.high ?? null;
  return figure[aggregation];
}

const escaped = (text: string): string => text.replace(/[.+?^${}()|[\]\\]/g, "\\$&");

const matches = (pattern: string, subject: string): boolean =>
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`).test(subject);

/**
 * Holds measurements against assertions.
 *
 * An assertion about a ratio passes over the baseline itself.
 *
 * @returns An outcome for each bound and each subject, in the order of the assertions.
 * @throws {BenchmarkError} Of kind `"usage"`, naming every assertion that is about nothing there is.
 */
export function checkAssertions(
  assertions: Assertions,
  measurements: readonly Measurement[],
  rules: Rules,
): readonly Outcome[] {
  const idle: string[] = [];
  const outcomes = Object.entries(assertions).flatMap(([name, assertion]): readonly Outcome[] => {
    if (assertion === "off" || assertion[0] === "off") return [];
    const [level, bounds] = assertion as readonly ["warn" | "error", Bounds];
    const { subject: pattern, metric } = partsOf(name);
    const own = measurements.filter(
      (measurement) => measurement.metric === metric && matches(pattern, measurement.subject),
    );
    const found = own.flatMap((measurement): readonly Outcome[] => {
      const { subject } = measurement;
      const aggregation = bounds.aggregation ?? metrics[measurement.metric].aggregation;
      const value = aggregate(measurement, aggregation, rules);
      return boundNames.flatMap((bound): readonly Outcome[] => {
        const limit = bounds[bound];
        if (limit === undefined) return [];
        const isRatio = bound === "minRatioToBaseline" || bound === "maxRatioToBaseline";
        if (isRatio && measurement.baseline === undefined) return [];
        const base = isRatio ? aggregate(measurement.baseline!, aggregation, rules) : 1;
        const held = value === null || base === null ? null : value / base;
        const lower = bound === "min" || bound === "minRatioToBaseline";
        const holds = held !== null && (lower ? held >= limit : held <= limit);
        const about = { assertion: name, level, subject, metric, aggregation };
        return [{ ...about, bound, limit, value: held, holds }];
      });
    });
    if (found.length === 0) idle.push(name);
    return found;
  });
  if (idle.length === 0) return outcomes;
  const subjects = [...new Set(measurements.map(({ subject }) => subject))];
  throw new BenchmarkError(
    "usage",
    `${idle.map((name) => `assertions.${name}`).join(", ")} matches nothing: there are ${listed(subjects)}`,
  );
}
