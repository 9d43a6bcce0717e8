import type { Complete } from "anneal";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { optionsOf } from "../optionsOf.ts";
import { resamples, seed } from "./rules.ts";
import { checkSample } from "./sample.ts";

/** Up to so many differences every pattern of signs is tried: half a million of them. */
const exhaustiveUpTo = 20;

/** Options of {@link signFlipTest}. */
export interface SignFlipOptions {
  /** Patterns of signs that are drawn for more than 20 differences: a whole number from 1 to 10,000,000. @defaultValue `100_000` */
  readonly resamples?: number | undefined;
  /** A whole number that decides them. @defaultValue `1` */
  readonly seed?: number | undefined;
}

/** Reads the options of a test of signs. */
export const signFlipOptions = (
  entry: string,
): ((options: SignFlipOptions | undefined) => Complete<SignFlipOptions>) =>
  optionsOf<SignFlipOptions>(entry, { resamples, seed }, { resamples: 100_000, seed: 1 });

const checked = /* @__PURE__ */ signFlipOptions("signFlipTest");

/** How many patterns of signs of the values from `index` on bring `sum` to at least `bound` in size. */
function countExtreme(
  values: readonly number[],
  bound: number,
  index: number,
  sum: number,
): number {
  if (index === values.length) return Math.abs(sum) >= bound ? 1 : 0;
  const value = values[index]!;
  return (
    countExtreme(values, bound, index + 1, sum + value) +
    countExtreme(values, bound, index + 1, sum - value)
  );
}

/**
 * The two-sided sign-flip test: the probability of a mean of paired differences as far from 0 as this one, if each
 * difference were as likely to have the other sign.
 *
 * It is exact for up to 20 differences that are not 0, where every pattern of signs is tried. Above that the probability is
 * estimated from random patterns, never as 0. With `n` differences it is at least `2 / 2^n`: fewer than six cannot give a
 * probability below 0.05.
 *
 * @throws {RangeError} If there are no differences, one of them is not finite, or an option is out of its range.
 * @throws {TypeError} If there is no such option, or its type is wrong.
 *
 * @see SciPy's `permutation_test((differences,), mean, permutation_type="samples")` gives the same.
 */
export function signFlipTest(differences: readonly number[], options?: SignFlipOptions): number {
  const { resamples, seed } = checked(options);
  checkSample("signFlipTest", differences);
  // The sign of a 0 changes nothing, neither does the order of the others.
  const sizes = differences
    .filter((value) => value !== 0)
    .map(Math.abs)
    .sort((left, right) => left - right);
  if (sizes.length === 0) return 1;
  const total = sizes.reduce((sum, size) => sum + size, 0);
  const observed = Math.abs(differences.reduce((sum, value) => sum + value, 0));
  // Sums that are equal but for rounding count as equal: accuracies come in steps of one image.
  const bound = observed - 1e-12 * total;
  if (sizes.length <= exhaustiveUpTo) {
    // Half of the patterns mirror the other half.
    return countExtreme(sizes, bound, 1, sizes[0]!) / 2 ** (sizes.length - 1);
  }
  const generator = xoroshiro128plus(seed);
  let extreme = 0;
  for (let count = 0; count < resamples; count++) {
    let sum = 0;
    let signs = 0;
    for (let index = 0; index < sizes.length; index++) {
      if (index % 32 === 0) signs = generator.next();
      sum += (signs & 1) === 1 ? sizes[index]! : -sizes[index]!;
      signs >>>= 1;
    }
    if (Math.abs(sum) >= bound) extreme += 1;
  }
  return (extreme + 1) / (resamples + 1);
}
