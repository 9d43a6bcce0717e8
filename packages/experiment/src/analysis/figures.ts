import { interquartileMean } from "../statistics/interquartileMean.ts";
import { mean, standardDeviation } from "../statistics/mean.ts";
import { meanInterval } from "../statistics/meanInterval.ts";
import { median, quantile } from "../statistics/quantile.ts";
import type { Rules } from "./options.ts";
import type { Band, Figure, Interval, Middle, ToTarget } from "./schema.ts";

/** Resamples of a band: it is drawn, not read. */
const bandResamples = 1_000;

/** The interval of the mean by the rules; `null` for fewer than two values. */
export function intervalOf(
  values: readonly number[],
  { confidence, resamples, seed }: Pick<Rules, "confidence" | "resamples" | "seed">,
): Interval | null {
  const interval = meanInterval(values, { confidence, resamples, seed });
  return interval === null ? null : { ...interval };
}

/** A quantity over seeds; `null` without any. */
export function figureOf(values: readonly number[], rules: Rules): Figure | null {
  if (values.length === 0) return null;
  return {
    n: values.length,
    mean: mean(values),
    sd: standardDeviation(values),
    median: median(values),
    iqm: interquartileMean(values),
    interval: intervalOf(values, rules),
    min: Math.min(...values),
    max: Math.max(...values),
  };
}

/** A mean with the interval to draw around it; `null` without any value. */
export function bandOf(values: readonly number[], rules: Rules): Band | null {
  if (values.length === 0) return null;
  const resamples = Math.min(rules.resamples, bandResamples);
  const interval = intervalOf(values, { ...rules, resamples });
  return { mean: mean(values), low: interval?.low ?? null, high: interval?.high ?? null };
}

/** Quartiles; `null` without any value. */
export function middleOf(values: readonly number[]): Middle | null {
  if (values.length === 0) return null;
  return {
    n: values.length,
    median: median(values),
    firstQuartile: quantile(values, 0.25),
    thirdQuartile: quantile(values, 0.75),
  };
}

/** How early something was reached; `null` among the values stands for a miss. */
export function toTargetOf(values: readonly (number | null)[]): ToTarget {
  const hits = values.filter((value) => value !== null).sort((left, right) => left - right);
  const of = values.length;
  const misses = Array.from({ length: of - hits.length }, () => Number.MAX_VALUE);
  return {
    reached: hits.length,
    of,
    // With more than half of them reached, the middle lies among those.
    median: 2 * hits.length > of ? median([...hits, ...misses]) : null,
    first: hits[0] ?? null,
    last: hits.at(-1) ?? null,
  };
}
