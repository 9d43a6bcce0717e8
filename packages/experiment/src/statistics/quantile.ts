import { ascending, checkSample } from "./sample.ts";

/**
 * The value below which a share `probability` of the values lies, between two values by linear interpolation: type 7 of
 * Hyndman and Fan, the default of NumPy and R.
 *
 * @param sorted - The values in ascending order.
 * @throws {RangeError} If there are no values, one of them is not finite, or `probability` is not from 0 to 1.
 */
export function quantileOfSorted(sorted: ArrayLike<number>, probability: number): number {
  checkSample("quantile", sorted);
  if (!(probability >= 0 && probability <= 1)) {
    throw new RangeError(`quantile needs a probability from 0 to 1, got ${String(probability)}`);
  }
  const position = probability * (sorted.length - 1);
  const index = Math.floor(position);
  const weight = position - index;
  const lower = sorted[index]!;
  // Where the weight is 0 there may be no value above.
  if (weight === 0) return lower;
  const upper = sorted[index + 1]!;
  // From the nearer of the two, so that it does not leave them by rounding.
  return weight < 0.5 ? lower + (upper - lower) * weight : upper - (upper - lower) * (1 - weight);
}

/** {@link quantileOfSorted} of values in any order. */
export const quantile = (values: ArrayLike<number>, probability: number): number =>
  quantileOfSorted(ascending(values), probability);

/** The median: the middle value, or the mean of the two in the middle. */
export const median = (values: ArrayLike<number>): number => quantile(values, 0.5);
