import type { Interval } from "./interval.ts";
import { mean } from "./mean.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { percentileInterval } from "./percentileInterval.ts";
import { quantileOfSorted } from "./quantile.ts";

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
