/** Losses and accuracies, in double precision: there are few values, and all the others depend on them. */
#pragma once

#include "functions.h"

/** What TensorFlow.js keeps probabilities away from 0 and 1 by. */
#define EDGE 1e-7f

/** Makes probabilities of rows of logits, in place. */
KERNEL softmax(float *values, int rows, int columns) {
  for (int row = 0; row < rows; row++, values += columns) {
    float top = values[0];
    for (int k = 1; k < columns; k++)
      if (values[k] > top) top = values[k];
    double sum = 0;
    for (int k = 0; k < columns; k++) sum += exponentialOf((double)values[k] - (double)top);
    for (int k = 0; k < columns; k++)
      values[k] = (float)(exponentialOf((double)values[k] - (double)top) / sum);
  }
}

/** Replaces the gradient behind a softmax by that before it. */
KERNEL softmaxGradient(const float *p, float *dp, int rows, int columns) {
  for (int row = 0; row < rows; row++, p += columns, dp += columns) {
    double mean = 0;
    for (int k = 0; k < columns; k++) mean += (double)p[k] * (double)dp[k];
    for (int k = 0; k < columns; k++) dp[k] = (float)((double)p[k] * ((double)dp[k] - mean));
  }
}

INLINE double clipped(double p) {
  return p < (double)EDGE ? (double)EDGE : p > (double)(1 - EDGE) ? (double)(1 - EDGE) : p;
}
INLINE int isBetween(double p) { return p >= (double)EDGE && p <= (double)(1 - EDGE); }

/**
 * The cross entropy of probabilities, and its gradient before the softmax that they came from.
 *
 * TensorFlow.js clips them (only if the targets are numbers of classes), divides them by their sum, and clips them once
 * more. What is clipped hands on no gradient.
 */
SELDOM double crossEntropy(const float *p, const float *targets, int isSparse, const float *weights,
                           int rows, int columns, float *gradient) {
  double total = 0;
  for (int row = 0; row < rows; row++, p += columns) {
    const double weight = weights ? (double)weights[row] : 1;
    const float *target = targets + (isSparse ? row : row * columns);
    double sum = 0, loss = 0, towards = 0;
    for (int k = 0; k < columns; k++) sum += isSparse ? clipped((double)p[k]) : (double)p[k];
#define TARGET(k) (isSparse ? (double)(target[0] >= (k) && target[0] < (k) + 1) : (double)target[k])
    for (int k = 0; k < columns; k++) {
      const double t = TARGET(k), share = (isSparse ? clipped((double)p[k]) : (double)p[k]) / sum;
      // Also where the target is 0, so that a NaN is not lost.
      loss -= t * logarithmOf(clipped(share));
      if (isBetween(share)) towards -= t;
    }
    total += loss * weight;
    if (!gradient) continue;
    double mean = 0;
    for (int pass = 0; pass < 2; pass++)
      for (int k = 0; k < columns; k++) {
        const double own = (double)p[k], value = isSparse ? clipped(own) : own;
        double d = 0;
        if (!isSparse || isBetween(own)) {
          if (isBetween(value / sum)) d -= TARGET(k) / value;
          d -= towards / sum;
        }
        if (pass == 0) mean += own * d;
        else gradient[row * columns + k] = (float)(own * (d - mean) * (weight / rows));
      }
#undef TARGET
    if (loss != loss)
      for (int k = 0; k < columns; k++) gradient[row * columns + k] = (float)loss;
  }
  return total / rows;
}

enum { SQUARED_ERROR, ABSOLUTE_ERROR, BINARY_CROSS_ENTROPY };

/** The mean of a loss of each value, and its gradient. */
SELDOM double meanLoss(int kind, const float *values, const float *targets, const float *weights,
                       int rows, int columns, float *gradient) {
  double total = 0;
  for (int row = 0; row < rows; row++) {
    const double weight = (weights ? (double)weights[row] : 1) / ((double)rows * columns);
    for (int k = 0; k < columns; k++) {
      const ptrdiff_t at = (ptrdiff_t)row * columns + k;
      const double value = (double)values[at], target = (double)targets[at];
      double loss, slope;
      if (kind == BINARY_CROSS_ENTROPY) {
        const double p = clipped(value);
        loss = -(target * logarithmOf(p) + (1 - target) * logarithmOf(1 - p));
        // At 1/2 TensorFlow.js takes the slopes of max(x, 0) and |x| at 0 for 0.
        slope = !isBetween(value) ? 0
                : p == 0.5        ? -target / (p * (1 - p))
                                  : (p - target) / (p * (1 - p));
      } else {
        const double rest = value - target;
        loss = kind == SQUARED_ERROR ? rest * rest : rest < 0 ? -rest : rest;
        slope = kind == SQUARED_ERROR ? 2 * rest : (double)((rest > 0) - (rest < 0));
      }
      total += loss * weight;
      if (gradient) gradient[at] = (float)(loss != loss ? loss : slope * weight);
    }
  }
  return total;
}

SELDOM int firstLargest(const float *values, int count) {
  int best = 0;
  for (int k = 1; k < count; k++)
    if (values[k] > values[best]) best = k;
  return best;
}

enum { CLASS_NUMBER, ONE_HOT, ABOVE_HALF };

/** How many rows, or values if each is a class of its own, are told right. */
SELDOM int hits(int kind, const float *values, const float *targets, int rows, int columns) {
  int count = 0;
  for (int row = 0; row < rows; row++, values += columns) {
    const float *target = targets + (kind == CLASS_NUMBER ? row : row * columns);
    if (kind == ABOVE_HALF)
      for (int k = 0; k < columns; k++) count += (float)(values[k] > .5f) == target[k];
    else
      count += (float)firstLargest(values, columns) ==
               (kind == ONE_HOT ? (float)firstLargest(target, columns) : target[0]);
  }
  return count;
}
