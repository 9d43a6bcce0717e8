/*
 * The elementary functions that schedules need, from operations that IEEE 754 defines to the last bit.
 *
 * ECMAScript leaves the last bits of `Math.cos`, `Math.exp` and `**` to the engine, and engines differ: the same schedule
 * would give other learning rates in Node 20 than in Node 24, and others again in Safari. Everything here is right to a few
 * units in the last place, and the same everywhere.
 */

/** Every power of two from 2^-1074 to 2^1023: read, not computed, because the exponential is called at every step. */
const powersOfTwo = /* @__PURE__ */ (() => {
  const powers = new Float64Array(2098);
  for (let index = 0, value = 2 ** -1074; index < 2098; index++, value *= 2) powers[index] = value;
  return powers;
})();

/** A number and its upper 32 bits, which hold the exponent. */
const scratch = /* @__PURE__ */ (() => {
  const float = new Float64Array(1);
  return { float, halves: new Int32Array(float.buffer) };
})();

/**
 * The share of its height that half a cosine still has: `(1 + cos(π · progress)) / 2` for `progress` from 0 to 1.
 *
 * Exact at 0, ½ and 1, and symmetric: the shares at `p` and `1 − p` add up to 1.
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

/** `2^exponent`: 0 below the smallest number, infinite above the largest. */
export function exponential2(exponent: number): number {
  const whole = Math.round(exponent);
  // Read out of its bounds once, an array is slow for ever after.
  if (whole < -1074) return 0;
  if (whole > 1023) return Infinity;
  const rest = (exponent - whole) * Math.LN2;
  const x = rest * rest;
  // cosh + sinh, so that a processor can compute both series at once.
  const even =
    (x / 2) * (1 + (x / 12) * (1 + (x / 30) * (1 + (x / 56) * (1 + (x / 90) * (1 + x / 132)))));
  const odd = 1 + (x / 6) * (1 + (x / 20) * (1 + (x / 42) * (1 + (x / 72) * (1 + x / 110))));
  return powersOfTwo[whole + 1074]! * (1 + (rest * odd + even));
}

/** The base-2 logarithm of a number of at least 0; of 0 it is `-Infinity`. */
export function logarithm2(value: number): number {
  // Subnormal numbers have their exponent elsewhere.
  if (value < 1e-290) return value > 0 ? logarithm2(value * 2 ** 99) - 99 : -Infinity;
  scratch.float[0] = value;
  // The constant is the upper half of √½: what is left of the value lies between √½ and √2.
  const whole = (scratch.halves[1]! - 0x3fe6a09e) >> 20;
  const mantissa = value * powersOfTwo[1074 - whole]!;
  const rest = (mantissa - 1) / (mantissa + 1);
  const square = rest * rest;
  const fourth = square * square;
  // Every other term apart, so that a processor can compute both series at once.
  let even = 0;
  let odd = 0;
  for (let term = 17; term > 0; term -= 4) {
    even = even * fourth + 1 / term;
    odd = odd * fourth + 1 / (term + 2);
  }
  return whole + (2 / Math.LN2) * rest * (even + square * odd);
}

/** `base^exponent` for a whole exponent of at least 0, by repeated squaring; the error grows by half a unit in the last place with the exponent. */
export function wholePower(base: number, exponent: number): number {
  let product = 1;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) product *= base;
    base *= base;
  }
  return product;
}

/** `base^exponent` for finite numbers of at least 0. */
export function power(base: number, exponent: number): number {
  if (exponent === 0.5) return Math.sqrt(base);
  return exponent % 1 === 0 && exponent < 99
    ? wholePower(base, exponent)
    : exponential2(exponent * logarithm2(base));
}
