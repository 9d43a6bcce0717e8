/** Batch normalization over the rows of a matrix. */
#pragma once

#include "pointwise.h"

typedef struct {
  int rows, columns;
  float epsilon;
  /** How far the moving mean and variance go towards those of the batch. */
  float rate;
} Normalization;

INLINE Floats squareOf(Floats x) { return x * x; }
INLINE Floats squareRoot(Floats x) { return __builtin_elementwise_sqrt(x); }

/** y = (x - mean) · scale + beta where scale = gamma / √(variance + ε). Keeps the mean and 1 / √(variance + ε). */
static void normalize(Normalization info, const float *x, const float *gamma, const float *beta,
                      float *movingMean, float *movingVariance, float *means, float *inverses,
                      float *y) {
  const int rows = info.rows, columns = info.columns;
  for (int k = 0; k < columns; k += LANES) {
    Doubles sum;
    SUM_OF_ROWS(sum, rows, load(x + row * columns + k));
    const Floats mean = narrowed(sum / (double)rows);
    Doubles squares;
    SUM_OF_ROWS(squares, rows, squareOf(load(x + row * columns + k) - mean));
    const Floats variance = narrowed(squares / (double)rows);
    const Floats inverse = 1.f / squareRoot(variance + info.epsilon);
    const ptrdiff_t left = columns - k;
    storeFirst(means + k, mean, left);
    storeFirst(inverses + k, inverse, left);
    const Floats oldMean = load(movingMean + k), oldVariance = load(movingVariance + k);
    storeFirst(movingMean + k, oldMean - (oldMean - mean) * info.rate, left);
    storeFirst(movingVariance + k, oldVariance - (oldVariance - variance) * info.rate, left);
    const Floats scale = inverse * load(gamma + k), shift = load(beta + k);
    for (int row = 0; row < rows; row++) {
      const ptrdiff_t at = (ptrdiff_t)row * columns + k;
      storeFirst(y + at, (load(x + at) - mean) * scale + shift, left);
    }
  }
}

/** The same with the moving mean and variance. Without gamma or beta, 0 takes its place. */
static void normalizeByMoving(Normalization info, const float *x, const float *gamma,
                              const float *beta, const float *movingMean,
                              const float *movingVariance, float *y) {
  for (int k = 0; k < info.columns; k += LANES) {
    const Floats mean = load(movingMean + k);
    Floats scale = 1.f / squareRoot(load(movingVariance + k) + info.epsilon);
    if (gamma) scale *= load(gamma + k);
    const Floats shift = beta ? load(beta + k) : (Floats){};
    for (int row = 0; row < info.rows; row++) {
      const ptrdiff_t at = (ptrdiff_t)row * info.columns + k;
      storeFirst(y + at, (load(x + at) - mean) * scale + shift, info.columns - k);
    }
  }
}

/** The gradients of normalize. Where dx is 0 it is not wanted. */
static void normalizeGradient(Normalization info, const float *x, const float *dy, const float *gamma,
                              const float *means, const float *inverses, float *dGamma, float *dBeta,
                              float *dx) {
  const int rows = info.rows, columns = info.columns;
  const float count = (float)rows;
  for (int k = 0; k < columns; k += LANES) {
    const Floats mean = load(means + k), inverse = load(inverses + k);
    Doubles products, sum;
    SUM_OF_ROWS(products, rows,
                load(dy + row * columns + k) * ((load(x + row * columns + k) - mean) * inverse));
    SUM_OF_ROWS(sum, rows, load(dy + row * columns + k));
    const Floats ofGamma = narrowed(products), ofBeta = narrowed(sum);
    const ptrdiff_t left = columns - k;
    storeFirst(dGamma + k, ofGamma, left);
    storeFirst(dBeta + k, ofBeta, left);
    if (!dx) continue;
    const Floats scale = load(gamma + k) * inverse;
    const Floats meanGradient = ofBeta / count, meanProduct = ofGamma / count;
    for (int row = 0; row < rows; row++) {
      const ptrdiff_t at = (ptrdiff_t)row * columns + k;
      const Floats normalized = (load(x + at) - mean) * inverse;
      storeFirst(dx + at, scale * (load(dy + at) - meanGradient - normalized * meanProduct), left);
    }
  }
}
