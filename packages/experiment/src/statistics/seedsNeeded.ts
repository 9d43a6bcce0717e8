/**
 * From how many seeds on a claim is possible: the smallest probability of a sign-flip test, `2 / 2^n`, has to be below the
 * significance. However many schedules are compared, it is the same: 6 at 0.05.
 *
 * @param significance - Above 0.
 */
export function seedsNeeded(significance: number): number {
  let n = 1;
  while (2 ** (1 - n) >= significance) n += 1;
  return n;
}
