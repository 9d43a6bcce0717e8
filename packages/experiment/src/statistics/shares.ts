import type { Interval } from "./interval.ts";
import { normalQuantile } from "./normal.ts";

const checkCount = (what: string, count: number, of: number): void => {
  if (!(Number.isInteger(of) && of >= 1 && Number.isInteger(count) && count >= 0 && count <= of)) {
    throw new RangeError(
      `${what} needs a whole number of at least 1 and a count from 0 to it, got ${String(count)} of ${String(of)}`,
    );
  }
};

/**
 * Wilson's score interval of a share of which `count` of `of` were seen: 3 of 10 is 0.108 … 0.603 at 95 %. It stays within 0
 * and 1 and has a width also where none or all were seen: 0 of 3 is 0 … 0.562.
 *
 * @throws {RangeError} If the counts are no whole numbers, or more were seen than there are.
 *
 * @see Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", 1927. Equal to SciPy's
 *   `binomtest(count, of).proportion_ci(method="wilson")`.
 */
export function shareInterval(count: number, of: number, confidence = 0.95): Interval {
  checkCount("shareInterval", count, of);
  const z = normalQuantile((1 + confidence) / 2);
  const share = count / of;
  const stretch = 1 + z ** 2 / of;
  const center = (share + z ** 2 / (2 * of)) / stretch;
  const room = (z / stretch) * Math.sqrt((share * (1 - share)) / of + z ** 2 / (4 * of ** 2));
  return {
    low: count === 0 ? 0 : center - room,
    high: count === of ? 1 : center + room,
  };
}

/** What two contestants did on the same seeds. */
interface PairedShares {
  /** Seeds. */
  readonly n: number;
  /** Seeds on which the first alone did it, and the second alone. */
  readonly onlyOwn: number;
  readonly onlyOther: number;
  /** Share of the first minus share of the second. */
  readonly difference: number;
  readonly interval: Interval;
  /** Of the exact two-sided test of McNemar. */
  readonly p: number;
}

/** `n` over `k`, as a floating-point number. */
function binomial(n: number, k: number): number {
  let result = 1;
  for (let index = 1; index <= k; index++) result = (result * (n - k + index)) / index;
  return result;
}

/**
 * Compares how often two contestants did something on the same seeds, such as to meet a target or to diverge.
 *
 * The probability is McNemar's exact two-sided one: seeds on which both did the same say nothing, and of the others each is
 * as likely to speak for the one as for the other. Nine seeds for and one against give 0.021; fewer than six that differ
 * cannot give a probability below 0.05. The interval of the difference is Newcombe's, made of the two of Wilson and of how
 * the pairs agree.
 *
 * @param pairs - For each seed whether the first did it, and whether the second did.
 * @throws {RangeError} If there is no pair.
 *
 * @see McNemar, 1947; Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
 *   paired data", 1998, method 10.
 */
export function compareShares(
  pairs: readonly (readonly [own: boolean, other: boolean])[],
  confidence = 0.95,
): PairedShares {
  const n = pairs.length;
  if (n === 0) throw new RangeError("compareShares needs at least one pair");
  const countOf = (own: boolean, other: boolean): number =>
    pairs.filter(([left, right]) => left === own && right === other).length;
  const both = countOf(true, true);
  const onlyOwn = countOf(true, false);
  const onlyOther = countOf(false, true);
  const neither = countOf(false, false);

  const differing = onlyOwn + onlyOther;
  let tail = 0;
  for (let k = 0; k <= Math.min(onlyOwn, onlyOther); k++) tail += binomial(differing, k);
  const p = Math.min(1, (2 * tail) / 2 ** differing);

  const own = (both + onlyOwn) / n;
  const other = (both + onlyOther) / n;
  const difference = (onlyOwn - onlyOther) / n;
  const left = shareInterval(both + onlyOwn, n, confidence);
  const right = shareInterval(both + onlyOther, n, confidence);
  const margins =
    (both + onlyOwn) * (onlyOther + neither) * (both + onlyOther) * (onlyOwn + neither);
  const agreement = both * neither - onlyOwn * onlyOther;
  // Newcombe's correction for continuity, which keeps a small positive agreement from narrowing the interval.
  const corrected = agreement > 0 ? Math.max(agreement - n / 2, 0) : agreement;
  const correlation = margins === 0 ? 0 : corrected / Math.sqrt(margins);
  const room = (a: number, b: number): number =>
    Math.sqrt(Math.max(0, a ** 2 - 2 * correlation * a * b + b ** 2));
  return {
    n,
    onlyOwn,
    onlyOther,
    difference,
    interval: {
      low: Math.max(-1, difference - room(own - left.low, right.high - other)),
      high: Math.min(1, difference + room(left.high - own, other - right.low)),
    },
    p,
  };
}
