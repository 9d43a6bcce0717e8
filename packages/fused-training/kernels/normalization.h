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

INLINE void normalizeRows(Normalization info, const float *x, const float *gamma, const float *beta,
                          const float *means, const float *inverses, float *y) {
  for (int row = 0; row < info.rows; row++, x += info.columns, y += info.columns)
    for (int k = 0; k < info.columns; k += LANES) {
      const Floats scale = load(inverses + k) * load(gamma + k);
      const Floats value = (load(x + k) - load(means + k)) * scale + load(beta + k);
      storeFirst(y + k, value, info.columns - k);
    }
}

/** y = (x - mean) · scale + beta where scale = gamma / √(variance + ε). Keeps the mean and 1 / √(variance + ε). */
KERNEL normalize(Normalization info, const float *x, const float *gamma, const float *beta,
                 float *movingMean, float *movingVariance, float *means, float *inverses, float *y) {
  const int rows = info.rows, columns = info.columns;
  for (int block = 0; block < columns; block += BLOCK_COLUMNS) {
    Doubles sums[BLOCK_VECTORS];
    Floats mean[BLOCK_VECTORS];
    SUM_OF_ROWS(sums, rows, columns, block, load(x + at));
    UNROLL
    for (int v = 0; v < BLOCK_VECTORS; v++) mean[v] = narrowed(sums[v] / (double)rows);
    SUM_OF_ROWS(sums, rows, columns, block, squareOf(load(x + at) - mean[v]));
    UNROLL
    for (int v = 0; v < BLOCK_VECTORS; v++) {
      const int k = block + v * LANES;
      const ptrdiff_t left = columns - k;
      if (left <= 0) continue;
      const Floats variance = narrowed(sums[v] / (double)rows);
      const Floats oldMean = load(movingMean + k), oldVariance = load(movingVariance + k);
      storeFirst(means + k, mean[v], left);
      storeFirst(inverses + k, 1.f / squareRoot(variance + info.epsilon), left);
      storeFirst(movingMean + k, oldMean - (oldMean - mean[v]) * info.rate, left);
      storeFirst(movingVariance + k, oldVariance - (oldVariance - variance) * info.rate, left);
    }
  }
  normalizeRows(info, x, gamma, beta, means, inverses, y);
}

/** The same with the moving mean and variance. */
KERNEL normalizeByMoving(Normalization info, const float *x, const float *gamma, const float *beta,
                         const float *movingMean, const float *movingVariance, float *inverses,
                         float *y) {
  for (int k = 0; k < info.columns; k += LANES)
    storeFirst(inverses + k, 1.f / squareRoot(load(movingVariance + k) + info.epsilon),
               info.columns - k);
  normalizeRows(info, x, gamma, beta, movingMean, inverses, y);
}

/** The gradients of normalize. Where dx is 0 it is not wanted. */
KERNEL normalizeGradient(Normalization info, const float *x, const float *dy, const float *gamma,
                         const float *means, const float *inverses, float *dGamma, float *dBeta,
                         float *dx) {
  const int rows = info.rows, columns = info.columns;
  const float count = (float)rows;
  for (int block = 0; block < columns; block += BLOCK_COLUMNS) {
    Doubles products[BLOCK_VECTORS], sums[BLOCK_VECTORS];
    Floats mean[BLOCK_VECTORS], inverse[BLOCK_VECTORS];
    UNROLL
    for (int v = 0; v < BLOCK_VECTORS; v++) {
      mean[v] = load(means + block + v * LANES);
      inverse[v] = load(inverses + block + v * LANES);
    }
    SUM_OF_ROWS(products, rows, columns, block,
                load(dy + at) * ((load(x + at) - mean[v]) * inverse[v]));
    SUM_OF_ROWS(sums, rows, columns, block, load(dy + at));
    UNROLL
    for (int v = 0; v < BLOCK_VECTORS; v++) {
      const int k = block + v * LANES;
      if (k >= columns) continue;
      storeFirst(dGamma + k, narrowed(products[v]), columns - k);
      storeFirst(dBeta + k, narrowed(sums[v]), columns - k);
    }
  }
  if (!dx) return;
  for (int row = 0; row < rows; row++, x += columns, dy += columns, dx += columns)
    for (int k = 0; k < columns; k += LANES) {
      const Floats inverse = load(inverses + k), scale = load(gamma + k) * inverse;
      const Floats normalized = (load(x + k) - load(means + k)) * inverse;
      const Floats rest =
          load(dy + k) - load(dBeta + k) / count - normalized * (load(dGamma + k) / count);
      storeFirst(dx + k, scale * rest, columns - k);
    }
}
