import { flag, oneOf } from "anneal";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { optionsOf } from "../optionsOf.ts";
import type { Interval } from "./interval.ts";
import { mean } from "./mean.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { quantileOfSorted } from "./quantile.ts";
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

/** The resampled statistics without the share `outside` at each end. `resampled` is in ascending order. */
export function percentileInterval(resampled: ArrayLike<number>, outside: number): Interval {
  return {
    low: quantileOfSorted(resampled, outside),
    high: quantileOfSorted(resampled, 1 - outside),
  };
}

/**
 * The bias-corrected and accelerated interval from statistics that were computed already: the percentile interval, moved
 * by how far the resampled statistics lie to one side of the `estimate`, and by how its error changes with its value.
 *
 * Where that has no meaning, because every resampled statistic lies on one side or the leave-one-out statistics are equal,
 * it is the percentile interval.
 *
 * @param estimate - The statistic of the sample.
 * @param resampled - The statistic of each resample, in ascending order.
 * @param jackknife - The statistic of the sample without its first value, without its second, and so on.
 * @param outside - The probability that the interval leaves out at each end: 0.025 for one of 95 %.
 *
 * @see Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, section 14.3. The same formula as SciPy's
 *   `bootstrap(method="BCa")`, which is not a number where this is the percentile interval.
 */
export function bcaInterval(
  estimate: number,
  resampled: ArrayLike<number>,
  jackknife: ArrayLike<number>,
  outside: number,
): Interval {
  // The same values in another order may have a statistic that differs in the last bits.
  const largest = Math.max(Math.abs(resampled[0]!), Math.abs(resampled[resampled.length - 1]!));
  let below = 0;
  for (let index = 0; index < resampled.length; index++) {
    const distance = resampled[index]! - estimate;
    if (Math.abs(distance) <= 1e-12 * largest) below += 0.5;
    else if (distance < 0) below += 1;
  }
  const bias = normalQuantile(below / resampled.length);

  const center = mean(jackknife);
  let squares = 0;
  let cubes = 0;
  for (let index = 0; index < jackknife.length; index++) {
    const distance = center - jackknife[index]!;
    squares += distance ** 2;
    cubes += distance ** 3;
  }
  const acceleration = cubes / (6 * squares ** 1.5);

  const edge = normalQuantile(outside);
  const shifted = [bias + edge, bias - edge].map((end) => {
    const stretch = 1 - acceleration * end;
    return stretch > 0 ? normalCdf(bias + end / stretch) : NaN;
  });
  const [low, high] = shifted as [number, number];
  return Number.isNaN(low + high)
    ? percentileInterval(resampled, outside)
    : { low: quantileOfSorted(resampled, low), high: quantileOfSorted(resampled, high) };
}

/**
 * The statistic of random samples with replacement, each as large as `values`, in ascending order.
 *
 * The values are put in order first: the same values in another order have the same resamples.
 */
export function resample(
  values: ArrayLike<number>,
  statistic: (values: ArrayLike<number>) => number,
  resamples: number,
  seed: number,
): Float64Array {
  const sorted = ascending(values);
  const n = sorted.length;
  const drawn = new Float64Array(n);
  const generator = xoroshiro128plus(seed);
  const result = new Float64Array(resamples);
  for (let index = 0; index < resamples; index++) {
    for (let position = 0; position < n; position++) {
      // An index is off its fair share by less than n in 2³².
      drawn[position] = sorted[Math.floor(((generator.next() >>> 0) / 2 ** 32) * n)]!;
    }
    result[index] = statistic(drawn);
  }
  return result.sort();
}

/** The statistic of the values without one of them, for each. */
export function leaveOneOut(
  values: ArrayLike<number>,
  statistic: (values: ArrayLike<number>) => number,
): Float64Array {
  const all = Float64Array.from(values);
  return all.map((_, left) => statistic(all.filter((_value, index) => index !== left)));
}

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
