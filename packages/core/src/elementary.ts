/*
 * The elementary functions that schedules need, from operations that IEEE 754 defines to the last bit.
 *
 * ECMAScript leaves the last bits of `Math.cos`, `Math.exp` and `**` to the engine, and engines differ: the same schedule
 * would give other learning rates in Node 20 than in Node 24, and others again in Safari. Everything here is right to a few
 * units in the last place, and the same everywhere.
 */

/**
 * The share of its height that half a cosine still has: `(1 + cos(π · progress)) / 2` for `progress` from 0 to 1.
 *
 * Exact at 0, ½ and 1, and symmetric: the shares at `p` and `1 − p` add up to 1.
 *
 * @param progress - From 0 to 1; anything else has no meaning.
 *
 * @example
 * ```ts
 * [0, 0.25, 0.5, 1].map(cosineWeight); // => [1, 0.8535533905932737, 0.5, 0]
 * ```
 */
export function cosineWeight(progress: number): number {
  const angle = Math.PI * (progress > 0.5 ? 1 - progress : progress);
  const x = angle * angle;
  // The series of (1 − cos angle) / 2 up to a right angle, each term made from the one before it.
  const fallen =
    (x / 4) *
    (1 -
      (x / 12) *
        (1 -
          (x / 30) *
            (1 -
              (x / 56) *
                (1 -
                  (x / 90) *
                    (1 -
                      (x / 132) *
                        (1 - (x / 182) * (1 - (x / 240) * (1 - (x / 306) * (1 - x / 380)))))))));
  return progress > 0.5 ? fallen : 1 - fallen;
}

/**
 * `2^exponent`: 0 below the smallest number, infinite above the largest.
 *
 * @param exponent - Any number.
 *
 * @example
 * ```ts
 * [-1, 0.5, 10, 2000].map(exponential2); // => [0.5, 1.4142135623730951, 1024, Infinity]
 * ```
 */
export function exponential2(exponent: number): number {
  // Beyond these bounds nothing changes any more.
  exponent = Math.max(-1100, Math.min(1100, exponent));
  const whole = Math.round(exponent);
  const rest = (exponent - whole) * Math.LN2;
  const x = rest * rest;
  // The Padé approximation of order 6: (even + odd) / (even − odd).
  const odd = rest * (332640 + x * (10080 + x * 42));
  const even = 665280 + x * (75600 + x * (840 + x));
  return wholePower(whole < 0 ? 0.5 : 2, Math.abs(whole)) * (1 + (2 * odd) / (even - odd));
}

/**
 * The base-2 logarithm of a number of at least 0; of 0 it is `-Infinity`.
 *
 * @param value - A number of at least 0, or `Infinity`; anything else has no meaning.
 *
 * @example
 * ```ts
 * [0, 0.5, 1, 1024].map(logarithm2); // => [-Infinity, -1, 0, 10]
 * ```
 */
export function logarithm2(value: number): number {
  // What has no digits to count: 0, and what is no number or too large for one.
  return value > 0 && value < Infinity ? logarithmFrom(value, 0) : value - 1 / Math.abs(value);
}

/** `whole` and the logarithm of a number that has digits, rounded once. */
function logarithmFrom(value: number, whole: number): number {
  // In large steps first, which are as exact: a number may have a thousand digits.
  if (value > 2 ** 32) return logarithmFrom(value / 2 ** 32, whole + 32);
  if (value < 2 ** -32) return logarithmFrom(value * 2 ** 32, whole - 32);
  for (; value > Math.SQRT2; value /= 2) whole++;
  for (; value < Math.SQRT1_2; value *= 2) whole--;
  const rest = (value - 1) / (value + 1);
  const square = rest * rest;
  let sum = 0;
  for (let term = 19; term > 0; term -= 2) sum = sum * square + 1 / term;
  return whole + (2 / Math.LN2) * rest * sum;
}

/**
 * `base^exponent` for a whole exponent of at least 0, by repeated squaring; the error grows by half a unit in the last place
 * with the exponent.
 *
 * @param base - Any number.
 * @param exponent - A whole number of at least 0.
 *
 * @example
 * ```ts
 * wholePower(0.5, 3); // => 0.125
 * wholePower(-2, 3); // => -8
 * ```
 */
export function wholePower(base: number, exponent: number): number {
  let product = 1;
  // By a remainder: of the small whole numbers that exponents are, engines take it as of integers.
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= base;
    base *= base;
  }
  return product;
}

/**
 * `base^exponent` for finite numbers of at least 0.
 *
 * @param base - A finite number of at least 0.
 * @param exponent - A finite number of at least 0.
 *
 * @example
 * ```ts
 * power(9, 0.5); // => 3
 * power(0.5, 3); // => 0.125
 * power(2, 1.5); // => 2.8284271247461903
 * ```
 */
export function power(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base);
  return exponent % 1 === 0 && exponent < 99
    ? wholePower(base, exponent)
    : exponential2(exponent * logarithm2(base));
}
