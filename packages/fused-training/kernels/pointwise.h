/** What treats every value for itself, and sums over the rows of a matrix. */
#pragma once

#include "functions.h"
#include "images.h"
#include "vectors.h"

/** The activations. The gradients of the first ten can be told from their values, those of the others from their arguments. */
enum {
  LINEAR, RELU, RELU6, SIGMOID, TANH, ELU, SELU, HARD_SIGMOID, SOFTSIGN, LEAKY_RELU,
  SWISH, GELU_NEW, GELU, MISH, SOFTPLUS
};

#define SELU_SCALE 1.0507009873554805f
#define SELU_SCALED_ALPHA 1.7580993408473766f

/** What gelu_new takes the hyperbolic tangent of, and its slope. */
INLINE Floats cubic(Floats x) { return (x + x * x * x * .044715f) * .7978845608f; }
INLINE Floats cubicSlope(Floats x) { return (1.f + x * x * .134145f) * .7978845608f; }

/** Activations that are made of functions of doubles, value by value: they are exact, and seldom used. */
static __attribute__((noinline)) float activatedValue(int kind, float x) {
  const double value = (double)x;
  return (float)(kind == GELU   ? value * normalBelow(value)
                 : kind == MISH ? value * mishGateOf(value)
                                : softPlusOf(value));
}
static __attribute__((noinline)) float slopeOfValue(int kind, float x) {
  const double value = (double)x, gate = mishGateOf(value);
  return (float)(kind == GELU   ? normalBelow(value) + value * normalAt(value)
                 : kind == MISH ? gate + value * (1 - gate * gate) * logisticOf(value)
                                : logisticOf(value));
}
INLINE Floats ofEach(float function(int, float), int kind, Floats x) {
  _Pragma("clang loop unroll(disable)")
  for (int lane = 0; lane < LANES; lane++) x[lane] = function(kind, x[lane]);
  return x;
}

INLINE Floats activated(int kind, float slope, Floats x) {
  const Floats zero = {};
  switch (kind) {
  case RELU: return rectified(x);
  case RELU6: return select(x > splat(6.f), splat(6.f), rectified(x));
  case SIGMOID: return logistic(x);
  case TANH: return hyperbolicTangent(x);
  case ELU: return select(x < zero, exponential(x) - 1.f, x);
  case SELU:
    return select(x < zero, (exponential(x) - 1.f) * SELU_SCALED_ALPHA, x * SELU_SCALE);
  case HARD_SIGMOID: {
    const Floats value = rectified(x * .2f + .5f);
    return select(value > splat(1.f), splat(1.f), value);
  }
  case SOFTSIGN: return x / (1.f + (Floats)((Integers)x & 0x7fffffff));
  case LEAKY_RELU: return select(x < zero, x * slope, x);
  case SWISH: return logistic(x) * x;
  case GELU_NEW: return x * (hyperbolicTangent(cubic(x)) + 1.f) * .5f;
  case GELU: case MISH: case SOFTPLUS: return ofEach(activatedValue, kind, x);
  default: return x;
  }
}

/** The gradient before an activation from its value, or its argument, and the gradient behind it. */
INLINE Floats beforeActivation(int kind, float slope, Floats y, Floats dy) {
  const Floats zero = {};
  switch (kind) {
  case RELU: return only(y > zero, dy);
  case RELU6: return only((y > zero) & (y < splat(6.f)), dy);
  case SIGMOID: return dy * (y * (1.f - y));
  case TANH: return dy * (1.f - y * y);
  case ELU: return select(y < zero, dy * (y + 1.f), dy);
  case SELU: return dy * select(y > zero, splat(SELU_SCALE), y + SELU_SCALED_ALPHA);
  case HARD_SIGMOID: return only((y > zero) & (y < splat(1.f)), dy * .2f);
  case SOFTSIGN: {
    const Floats rest = 1.f - (Floats)((Integers)y & 0x7fffffff);
    return dy * (rest * rest);
  }
  case LEAKY_RELU: return select(y > zero, dy, dy * slope);
  case SWISH: {
    const Floats gate = logistic(y);
    return dy * (gate + y * (gate * (1.f - gate)));
  }
  case GELU_NEW: {
    const Floats gate = hyperbolicTangent(cubic(y));
    return dy * (.5f * (1.f + gate) + .5f * y * (1.f - gate * gate) * cubicSlope(y));
  }
  case GELU: case MISH: case SOFTPLUS: return dy * ofEach(slopeOfValue, kind, y);
  default: return dy;
  }
}

INLINE void activateRows(int kind, float slope, const float *x, int rows, int columns,
                         const float *bias, float *y) {
  for (int row = 0; row < rows; row++, x += columns, y += columns)
    for (int k = 0; k < columns; k += LANES) {
      Floats value = load(x + k);
      if (bias) value += load(bias + k);
      storeFirst(y + k, activated(kind, slope, value), columns - k);
    }
}

KERNEL activateRowsBy(int kind, float slope, const float *x, int rows, int columns,
                      const float *bias, float *y) {
  switch (kind) {
#define CASE(kind) case kind: activateRows(kind, slope, x, rows, columns, bias, y); break;
    CASE(LINEAR) CASE(RELU) CASE(RELU6) CASE(SIGMOID) CASE(TANH) CASE(ELU) CASE(SELU)
    CASE(HARD_SIGMOID) CASE(SOFTSIGN) CASE(LEAKY_RELU) CASE(SWISH) CASE(GELU_NEW) CASE(GELU)
    CASE(MISH) CASE(SOFTPLUS)
#undef CASE
  }
}

/** Rows of fewer columns are taken several at a time, since they fill whole vectors together. */
#define FEW_COLUMNS 64

/** y = activation(x + bias), row by row. Without a bias, 0 takes its place. */
KERNEL activate(int kind, float slope, const float *x, int rows, int columns, const float *bias,
                     float *y) {
  if (bias && columns < FEW_COLUMNS) {
    float repeated[FEW_COLUMNS * LANES];
    copyRows(bias, 0, 0, repeated, 0, columns, 1, LANES, columns);
    const int taken = rows / LANES;
    activateRowsBy(kind, slope, x, taken, LANES * columns, repeated, y);
    const ptrdiff_t values = (ptrdiff_t)taken * LANES * columns;
    x += values;
    y += values;
    rows %= LANES;
  }
  activateRowsBy(kind, slope, x, rows, columns, bias, y);
}

/** Replaces the gradient behind an activation by that before it. */
KERNEL activationGradient(int kind, float slope, const float *y, float *dy, int count) {
  for (int at = 0; at < count; at += LANES)
    storeFirst(dy + at, beforeActivation(kind, slope, load(y + at), load(dy + at)), count - at);
}

/** Sums over rows of a share of the columns. With winners, only those of them that are no -1. */
KERNEL sumRows(const float *from, const int32_t *winners, int rows, int columns, float *to,
               Share share) {
  for (int block = share.begin; block < share.end; block += BLOCK_COLUMNS) {
    Doubles sums[BLOCK_VECTORS];
    if (winners)
      SUM_OF_ROWS(sums, rows, columns, block,
                  only(loadIntegers(winners + at) >= 0, load(from + at)));
    else
      SUM_OF_ROWS(sums, rows, columns, block, load(from + at));
    UNROLL
    for (int v = 0; v < BLOCK_VECTORS; v++) {
      const int k = block + v * LANES;
      if (k < columns) storeFirst(to + k, narrowed(sums[v]), columns - k);
    }
  }
}

KERNEL addValues(const float *x, const float *others, int count, float *y) {
  for (int at = 0; at < count; at += LANES)
    storeFirst(y + at, load(x + at) + load(others + at), count - at);
}

KERNEL multiplyValues(const float *x, const float *factors, int count, float *y) {
  for (int at = 0; at < count; at += LANES)
    storeFirst(y + at, load(x + at) * load(factors + at), count - at);
}

/**
 * Keeps a share of the values, scaled up, and lets the others be 0.
 *
 * Which they are is a hash of the key and of the place, of which 24 bits are compared with the limit: the gradient asks
 * again and needs no mask in memory. The hash is lowbias32 by Chris Wellons.
 */
KERNEL dropOut(const float *x, Share share, uint32_t key, int32_t limit, float scale, float *y) {
  Words places = {};
  for (int lane = 0; lane < LANES; lane++) places[lane] = (uint32_t)lane;
  for (int at = share.begin; at < share.end; at += LANES) {
    Words hash = (places + (uint32_t)at) * 0x9e3779b9u + key;
    hash ^= hash >> 16;
    hash *= 0x7feb352du;
    hash ^= hash >> 15;
    hash *= 0x846ca68bu;
    hash ^= hash >> 16;
    const Integers isKept = (Integers)(hash >> 8) >= limit;
    storeFirst(y + at, only(isKept, load(x + at) * scale), share.end - at);
  }
}
