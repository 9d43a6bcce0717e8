import { mean } from "./mean.ts";
import { ascending } from "./sample.ts";

/**
 * The mean of the middle half of the values: a quarter of them, rounded down, is left out at each end. Less noisy than the
 * median, less moved by an outlier than the mean.
 *
 * @throws {RangeError} If there are no values, or one of them is not finite.
 *
 * @see Agarwal and others, "Deep Reinforcement Learning at the Edge of the Statistical Precipice", 2021,
 *   https://arxiv.org/abs/2108.13264. Equal to SciPy's `trim_mean(values, 0.25)`.
 */
export function interquartileMean(values: ArrayLike<number>): number {
  const cut = Math.floor(values.length / 4);
  return mean(ascending(values).subarray(cut, values.length - cut));
}
