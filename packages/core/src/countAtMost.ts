/**
 * How many items of an ascending list are at most `value`: the index of the first one above it.
 *
 * Goes 99 items at a time and then one by one, so that one of ten thousand boundaries is found in some 150 comparisons.
 *
 * @param ascending - Numbers, none below the one before it.
 * @param value - Any number.
 * @returns From 0 to the length of the list; items equal to `value` are counted.
 *
 * @example
 * ```ts
 * [0, 5, 9, 20].map((step) => countAtMost([5, 10], step)); // => [0, 1, 1, 2]
 * ```
 *
 * @see `bisect_right` of Python's module bisect gives the same. Halving a list takes more code, which is in the bundle of every
 *   schedule with milestones.
 */
export function countAtMost(ascending: readonly number[], value: number): number {
  let count = 0;
  // Never read behind the end: an engine would compare every item in the slow way from then on.
  while (count + 99 < ascending.length && value >= ascending[count + 99]!) count += 99;
  while (count < ascending.length && value >= ascending[count]!) count++;
  return count;
}
