import { flag, oneOf } from "anneal";
import { optionsOf } from "../optionsOf.ts";
import { bcaInterval } from "./bcaInterval.ts";
import type { Interval } from "./interval.ts";
import { leaveOneOut } from "./leaveOneOut.ts";
import { mean } from "./mean.ts";
import { normalCdf } from "./normal.ts";
import { percentileInterval } from "./percentileInterval.ts";
import { resample } from "./resample.ts";
import { confidence, resamples, seed } from "./rules.ts";
import { ascending, checkSample } from "./sample.ts";
import { studentDistance } from "./student.ts";

/** Options of {@link bootstrapInterval}. */
export interface BootstrapOptions {
  /** What the interval is of. @defaultValue the mean */
  readonly statistic?: ((values: ArrayLike<number>) => number) | undefined;
  /** @defaultValue `"bca"` */
  readonly method?: "bca" | "percentile" | undefined;
  /** Above 0 and below 1. @defaultValue `0.95` */
  readonly confidence?: number | undefined;
  /**
   * Whether to widen the interval as Student's distribution widens the usual one of a mean. Resamples vary less than samples
   * by a factor of `√((n − 1) / n)`, and do not tell that the spread is itself an estimate.
   * @defaultValue `true`
   */
  readonly widened?: boolean | undefined;
  /** How often to resample: a whole number from 1 to 10,000,000. @defaultValue `10_000` */
  readonly resamples?: number | undefined;
  /** A whole number that decides the resamples. @defaultValue `1` */
  readonly seed?: number | undefined;
}

const checked = /* @__PURE__ */ optionsOf<BootstrapOptions>(
  "bootstrapInterval",
  {
    statistic: {
      type: "function",
      rule: "a function of the values",
      accepts: (value) => typeof value === "function",
    },
    method: oneOf("bca", "percentile"),
    confidence,
    widened: flag,
    resamples,
    seed,
  },
  {
    statistic: mean,
    method: "bca",
    confidence: 0.95,
    widened: true,
    resamples: 10_000,
    seed: 1,
  },
);

/**
 * A bootstrap confidence interval of a statistic of one sample; the same one for the same values and options.
 *
 * A single value says nothing about its spread: its interval is `null`. The interval of equal values is that value alone,
 * which says more about the number of digits than about the spread.
 *
 * For ten values, the interval at 95 % covers the mean of a normal distribution about 95 times of 100, that of an exponential
 * one 93 times; without `widened` it is 90 and 87.
 *
 * @throws {RangeError} If there are no values, one of them is not finite, or an option is out of its range.
 * @throws {TypeError} If there is no such option, or its type is wrong.
 *
 * @see Hesterberg, "What Teachers Should Know About the Bootstrap", 2015, https://arxiv.org/abs/1411.5279, on widening: his
 *   expanded percentile interval. SciPy does not widen.
 */
export function bootstrapInterval(
  values: ArrayLike<number>,
  options?: BootstrapOptions,
): Interval | null {
  const { statistic, method, confidence, widened, resamples, seed } = checked(options);
  checkSample("bootstrapInterval", values);
  if (values.length === 1) return null;
  const sorted = ascending(values);
  // The mean of equal values may differ from them in the last bit.
  if (sorted[0] === sorted.at(-1)) return { low: sorted[0]!, high: sorted[0]! };
  const n = sorted.length;
  const outside = widened
    ? normalCdf(-Math.sqrt(n / (n - 1)) * studentDistance(confidence, n - 1))
    : (1 - confidence) / 2;
  const resampled = resample(sorted, statistic, resamples, seed);
  return method === "percentile"
    ? percentileInterval(resampled, outside)
    : bcaInterval(statistic(sorted), resampled, leaveOneOut(sorted, statistic), outside);
}
