/** Batch normalization over the rows of a matrix. */
#pragma once

#include "pointwise.h"

typedef struct {
  int rows, columns;
  float epsilon;
  /** How far the moving mean and variance go towards those of the batch. */
  float rate;
  /** The columns that are treated. */
  Share share;
} Normalization;

/** Columns whose factors are kept on the stack: a whole number of vectors. */
#define MOST_COLUMNS 256

INLINE Floats squareOf(Floats x) { return x * x; }
INLINE Floats squareRoot(Floats x) { return __builtin_elementwise_sqrt(x); }

INLINE void normalizeRows(Normalization info, const float *x, const float *gamma, const float *beta,
                          const float *means, const float *inverses, float *y) {
  for (int row = 0; row < info.rows; row++, x += info.columns, y += info.columns)
    for (int k = info.share.begin; k < info.share.end; k += LANES) {
      const Floats scale = load(inverses + k) * load(gamma + k);
      const Floats value = (load(x + k) - load(means + k)) * scale + load(beta + k);
      storeFirst(y + k, value, info.share.end - k);
    }
}

/** y = (x - mean) · scale + beta where scale = gamma / √(variance + ε). Keeps the mean and 1 / √(variance + ε). */
KERNEL normalize(Normalization info, const float *x, const float *gamma, const float *beta,
                 float *movingMean, float *movingVariance, float *means, float *inverses, float *y) {
  const int rows = info.rows, columns = info.columns;
  for (int block = info.share.begin; block < info.share.end; block += BLOCK_COLUMNS) {
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
  for (int k = info.share.begin; k < info.share.end; k += LANES)
    storeFirst(inverses + k, 1.f / squareRoot(load(movingVariance + k) + info.epsilon),
               info.share.end - k);
  normalizeRows(info, x, gamma, beta, movingMean, inverses, y);
}

/** The gradients of normalize. Where dx is 0 it is not wanted. */
KERNEL normalizeGradient(Normalization info, const float *x, const float *dy, const float *gamma,
                         const float *means, const float *inverses, float *dGamma, float *dBeta,
                         float *dx) {
  const int rows = info.rows, columns = info.columns;
  const float count = (float)rows;
  for (int block = info.share.begin; block < info.share.end; block += BLOCK_COLUMNS) {
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
  // What is the same in all rows is computed once, for as many columns as have room.
  for (int begin = info.share.begin; begin < info.share.end; begin += MOST_COLUMNS) {
    const int last = info.share.end, end = begin + MOST_COLUMNS < last ? begin + MOST_COLUMNS : last;
    float scales[MOST_COLUMNS], shifts[MOST_COLUMNS], slopes[MOST_COLUMNS];
    for (int k = begin; k < end; k += LANES) {
      store(scales + k - begin, load(gamma + k) * load(inverses + k));
      store(shifts + k - begin, load(dBeta + k) / count);
      store(slopes + k - begin, load(dGamma + k) / count);
    }
    for (ptrdiff_t row = 0; row < rows; row++)
      for (int k = begin; k < end; k += LANES) {
        const ptrdiff_t at = row * columns + k;
        const Floats normalized = (load(x + at) - load(means + k)) * load(inverses + k);
        const Floats rest = load(dy + at) - load(shifts + k - begin) -
                            normalized * load(slopes + k - begin);
        storeFirst(dx + at, load(scales + k - begin) * rest, end - k);
      }
  }
}
