/**
 * Elementary functions of our own: those of a mathematical library differ between machines in their last bits.
 */
#pragma once

#include "vectors.h"

/** e^x to 2 units in the last place, by the polynomial of the Cephes library. */
INLINE Floats exponential(Floats x) {
  const float roundToInteger = 12582912.f; // 1.5 · 2^23: the last bit of a float of this size counts ones
  x = select(x < splat(-104.f), splat(-104.f), x);
  x = select(x > splat(89.f), splat(89.f), x);
  Floats shifted = x * 1.44269504088896341f + roundToInteger;
  Floats power = shifted - roundToInteger;
  Integers exponent = (Integers)shifted - (Integers)splat(roundToInteger);
  Floats rest = x - power * 0.693359375f;
  rest = rest - power * -2.12194440e-4f;
  Floats sum = rest * 1.9875691500e-4f + 1.3981999507e-3f;
  sum = sum * rest + 8.3334519073e-3f;
  sum = sum * rest + 4.1665795894e-2f;
  sum = sum * rest + 1.6666665459e-1f;
  sum = sum * rest + 5.0000001201e-1f;
  sum = sum * (rest * rest) + rest + 1.f;
  // In two factors, since 2^128 is no float though e^88.7 is one.
  Integers half = exponent >> 1;
  Floats first = (Floats)((half + 127) << 23), second = (Floats)((exponent - half + 127) << 23);
  return sum * first * second;
}

/** 1 / (1 + e^-x). */
INLINE Floats logistic(Floats x) { return 1.f / (1.f + exponential(-x)); }

/** The hyperbolic tangent to 2 units in the last place, by the formulas of the Cephes library. */
INLINE Floats hyperbolicTangent(Floats x) {
  Integers sign = (Integers)x & (Integers)splat(-0.f);
  Floats size = (Floats)((Integers)x ^ sign);
  Floats square = x * x;
  Floats sum = square * -5.70498872745e-3f + 2.06390887954e-2f;
  sum = sum * square - 5.37397155531e-2f;
  sum = sum * square + 1.33314422036e-1f;
  sum = sum * square - 3.33332819422e-1f;
  Floats small = sum * square * x + x;
  Floats large = 1.f - 2.f / (exponential(size + size) + 1.f);
  return select(size < splat(0.625f), small, (Floats)((Integers)large | sign));
}

typedef union {
  double value;
  uint64_t bits;
} Double;

/** e^x of a double that is at most 0, by the formulas of fdlibm. */
static double exponentialOf(double x) {
  if (x != x) return x;
  if (x < -700) return 0;
  const double wholes = x * 1.44269504088896338700;
  const int64_t power = (int64_t)(wholes - 0.5);
  const double high = x - (double)power * 6.93147180369123816490e-01;
  const double low = (double)power * 1.90821492927058770002e-10;
  const double rest = high - low, square = rest * rest;
  const double even =
      rest - square * (1.66666666666666019037e-01 +
                       square * (-2.77777777770155933842e-03 +
                                 square * (6.61375632143793436117e-05 +
                                           square * (-1.65339022054652515390e-06 +
                                                     square * 4.13813679705723846039e-08))));
  const double sum = 1 - ((low - rest * even / (2 - even)) - high);
  return sum * (Double){.bits = (uint64_t)(power + 1023) << 52}.value;
}

/** e^-|x|, of which the functions below are made: it neither overflows nor loses digits. */
SELDOM double fading(double x) { return exponentialOf(x < 0 ? x : -x); }

SELDOM double logarithmOf(double x);

/** 1 / (1 + e^-x). */
SELDOM double logisticOf(double x) {
  const double e = fading(x);
  return (x < 0 ? e : 1) / (1 + e);
}

/** log(1 + e^x). */
SELDOM double softPlusOf(double x) {
  const double e = fading(x);
  // The logarithm of 1 + e has few digits of a small e.
  return (x < 0 ? 0 : x) + (e < 1e-6 ? e - .5 * e * e : logarithmOf(1 + e));
}

/** tanh(log(1 + e^x)). */
SELDOM double mishGateOf(double x) {
  const double e = fading(x), above = x < 0 ? e * (e + 2) : 1 + 2 * e;
  return above / (above + (x < 0 ? 2 : 2 * e * e));
}

/** The share of a normal distribution below x, by the formula of TensorFlow.js, which is exact to 1e-7. */
SELDOM double normalBelow(double x) {
  const double size = (x < 0 ? -x : x) * 0.70710678118654752440, t = 1 / (1 + 0.3275911 * size);
  const double sum = ((((1.061405429 * t - 1.453152027) * t + 1.421413741) * t - 0.284496736) * t + 0.254829592) * t;
  const double rest = .5 * sum * exponentialOf(-size * size);
  return x < 0 ? rest : 1 - rest;
}

/** The density of a normal distribution. */
SELDOM double normalAt(double x) { return 0.39894228040143267794 * exponentialOf(-.5 * x * x); }

/** The natural logarithm of a positive double that is not subnormal, by the formulas of fdlibm. NaN stays NaN. */
SELDOM double logarithmOf(double x) {
  if (x != x) return x;
  Double parts = {.value = x};
  int64_t power = (int64_t)(parts.bits >> 52) - 1023;
  parts.bits = (parts.bits & 0xfffffffffffffULL) | 0x3ff0000000000000ULL;
  if (parts.value > 1.41421356237309504880) {
    parts.value *= 0.5;
    power++;
  }
  const double f = parts.value - 1, s = f / (2 + f), z = s * s, w = z * z;
  const double odd = w * (3.999999999940941908e-01 +
                          w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double even = z * (6.666666666666735130e-01 +
                           w * (2.857142874366239149e-01 +
                                w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double half = 0.5 * f * f, k = (double)power;
  return k * 6.93147180369123816490e-01 -
         ((half - (s * (half + (odd + even)) + k * 1.90821492927058770002e-10)) - f);
}
