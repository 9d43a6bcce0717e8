import { figureOf } from "@anneal/experiment/analysis";
import type { Rules } from "@anneal/experiment/analysis";
import { BenchmarkError } from "@anneal/experiment/errors";
import { z } from "zod";
import type { Measurement } from "./measure.ts";
import { aggregations } from "./metrics.ts";
import type { Aggregation } from "./metrics.ts";
import { boundNames, listed, partsOf } from "./schema.ts";
import type { Assertions, Bounds } from "./schema.ts";

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
  { facts, values }: Measurement,
  aggregation: Aggregation,
  rules: Rules,
): number | null {
  if (values.length === 0) return null;
  const { higherIsBetter } = facts;
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
  new RegExp(`^${pattern.split("*").map(escaped).join(".*")}$`, "s").test(subject);

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
      const aggregation = bounds.aggregation ?? measurement.facts.aggregation;
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
