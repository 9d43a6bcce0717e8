import { checkSample } from "./sample.ts";

/**
 * How likely a value drawn from `values` is above one drawn from `others`; a tie counts one half.
 *
 * It is the statistic of Mann and Whitney's test, divided by the number of pairs.
 *
 * @throws {RangeError} If there are no values on one side, or one of them is not finite.
 */
export function probabilityOfImprovement(
  values: readonly number[],
  others: readonly number[],
): number {
  checkSample("probabilityOfImprovement", values);
  checkSample("probabilityOfImprovement", others);
  let wins = 0;
  for (const value of values) {
    for (const other of others) wins += value > other ? 1 : value === other ? 0.5 : 0;
  }
  return wins / (values.length * others.length);
}
