/** One update of all weights, in the arithmetic of TensorFlow.js: each operation rounds as there. */
#pragma once

#include "normalization.h"
#include "vectors.h"

/** Sums of a fixed order that a machine may form several of at a time. */
#define PARTIAL_SUMS 16

/** Adds the gradients of l1 · Σ|w| + l2 · Σw², unless the gradient is 0. Returns that penalty. */
SELDOM double penalize(const float *w, float *gradient, int count, float l1, float l2) {
  double sizes[PARTIAL_SUMS] = {0}, squares[PARTIAL_SUMS] = {0};
  for (int at = 0; at < count; at++) {
    const double value = (double)w[at];
    sizes[at % PARTIAL_SUMS] += value < 0 ? -value : value;
    squares[at % PARTIAL_SUMS] += value * value;
  }
  if (gradient)
    for (int at = 0; at < count; at++) {
      if (l1 != 0) gradient[at] += l1 * (float)((w[at] > 0) - (w[at] < 0));
      if (l2 != 0) gradient[at] += l2 * (2 * w[at]);
    }
  double size = 0, square = 0;
  for (int i = 0; i < PARTIAL_SUMS; i++) {
    size += sizes[i];
    square += squares[i];
  }
  return (double)l1 * size + (double)l2 * square;
}

#define FOR_VECTORS(at, count) for (int at = 0; at < count; at += LANES)

/** Constants: minus the rate. */
KERNEL updateSgd(float *w, const float *gradient, int count, const float *constants) {
  FOR_VECTORS(at, count)
  storeFirst(w + at, load(gradient + at) * constants[0] + load(w + at), count - at);
}

/** Constants: minus the rate, the momentum. */
KERNEL updateMomentum(float *w, const float *gradient, float *velocity, int count,
                           const float *constants, int isNesterov) {
  const Floats rate = splat(constants[0]), momentum = splat(constants[1]);
  FOR_VECTORS(at, count) {
    const Floats g = load(gradient + at), v = load(velocity + at) * momentum + g;
    storeFirst(w + at, (isNesterov ? g + v * momentum : v) * rate + load(w + at), count - at);
    storeFirst(velocity + at, v, count - at);
  }
}

/** Constants: the rate, the decay, 1 - decay, the momentum, ε. */
KERNEL updateRmsProp(float *w, const float *gradient, float *meanSquares, float *moments,
                          int count, const float *constants) {
  const Floats rate = splat(constants[0]), decay = splat(constants[1]), rest = splat(constants[2]),
               momentum = splat(constants[3]), epsilon = splat(constants[4]);
  FOR_VECTORS(at, count) {
    const Floats g = load(gradient + at), s = load(meanSquares + at) * decay + g * g * rest,
                 m = load(moments + at) * momentum + g * rate / squareRoot(s + epsilon);
    storeFirst(meanSquares + at, s, count - at);
    storeFirst(moments + at, m, count - at);
    storeFirst(w + at, load(w + at) - m, count - at);
  }
}

/** Constants: minus the rate, β₁, 1 - β₁, β₂, 1 - β₂, 1 - β₁ᵗ, 1 - β₂ᵗ, ε. */
KERNEL updateAdam(float *w, const float *gradient, float *first, float *second, int count,
                       const float *constants) {
  const Floats rate = splat(constants[0]), beta1 = splat(constants[1]), rest1 = splat(constants[2]),
               beta2 = splat(constants[3]), rest2 = splat(constants[4]),
               correction1 = splat(constants[5]), correction2 = splat(constants[6]),
               epsilon = splat(constants[7]);
  FOR_VECTORS(at, count) {
    const Floats g = load(gradient + at), m = load(first + at) * beta1 + g * rest1,
                 v = load(second + at) * beta2 + g * g * rest2;
    const Floats step = m / correction1 / (squareRoot(v / correction2) + epsilon) * rate;
    storeFirst(first + at, m, count - at);
    storeFirst(second + at, v, count - at);
    storeFirst(w + at, step + load(w + at), count - at);
  }
}
