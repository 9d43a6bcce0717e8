import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { ascending } from "./sample.ts";

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
