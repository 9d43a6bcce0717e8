/** What moves images: margins of zeros, and the gradient of a convolution with respect to its input. */
#pragma once

#include "vectors.h"

KERNEL clear(float *to, ptrdiff_t count) {
  ptrdiff_t at = 0;
  for (; at + LANES <= count; at += LANES) store(to + at, (Floats){});
  for (; at < count; at++) to[at] = 0;
}

/** Copies the rows of images between buffers of different margins. */
KERNEL copyRows(const float *from, ptrdiff_t fromImage, ptrdiff_t fromRow, float *to,
                     ptrdiff_t toImage, ptrdiff_t toRow, int images, int rows, int count) {
  for (int image = 0; image < images; image++) {
    for (int row = 0; row < rows; row++) {
      const float *source = from + image * fromImage + row * fromRow;
      float *target = to + image * toImage + row * toRow;
      int at = 0;
      for (; at + LANES <= count; at += LANES) store(target + at, load(source + at));
      for (; at < count; at++) target[at] = source[at];
    }
  }
}

/** Adds rows of values to where the taps of a convolution took them from, run by run. */
KERNEL scatterRows(const float *from, const int32_t *places, int rows, const int32_t *runs,
                        int runCount, int runLength, float *to) {
  for (int row = 0; row < rows; row++) {
    float *image = to + places[row];
    for (int run = 0; run < runCount; run++, from += runLength) {
      float *target = image + runs[run];
      int at = 0;
      for (; at + LANES <= runLength; at += LANES) store(target + at, load(target + at) + load(from + at));
      for (; at < runLength; at++) target[at] += from[at];
    }
  }
}

/** A convolution of each channel with filters of its own. */
KERNEL depthwise(const float *x, const int32_t *places, int pixels, const int32_t *taps,
                      int tapCount, const float *filter, int channels, int multiplier, float *y) {
  const int columns = channels * multiplier;
  for (int pixel = 0; pixel < pixels; pixel++, y += columns) {
    const float *image = x + places[pixel];
    int column = 0;
    if (multiplier == 1)
      for (; column + LANES <= columns; column += LANES) {
        Floats sum = {};
        for (int tap = 0; tap < tapCount; tap++)
          sum += load(image + taps[tap] + column) * load(filter + tap * columns + column);
        store(y + column, sum);
      }
    for (; column < columns; column++) {
      float sum = 0;
      for (int tap = 0; tap < tapCount; tap++)
        sum += image[taps[tap] + column / multiplier] * filter[tap * columns + column];
      y[column] = sum;
    }
  }
}

/**
 * Adds the gradients of a depthwise convolution with respect to its filter and, unless dx is 0, to its input: those of a
 * share of the columns, which has all columns of a channel or none.
 */
KERNEL depthwiseGradient(const float *x, const int32_t *places, int pixels,
                              const int32_t *taps, int tapCount, const float *filter, int channels,
                              int multiplier, const float *dy, float *totals, float *dx,
                              Share share) {
  const int columns = channels * multiplier;
  for (int pixel = 0; pixel < pixels; pixel++, dy += columns) {
    const float *image = x + places[pixel];
    float *gradient = dx ? dx + places[pixel] : 0;
    for (int tap = 0; tap < tapCount; tap++) {
      const float *value = image + taps[tap], *weight = filter + tap * columns;
      float *total = totals + tap * columns, *to = gradient ? gradient + taps[tap] : 0;
      int column = share.begin;
      if (multiplier == 1)
        for (; column + LANES <= share.end; column += LANES) {
          const Floats d = load(dy + column);
          store(total + column, load(total + column) + d * load(value + column));
          if (to) store(to + column, load(to + column) + d * load(weight + column));
        }
      for (; column < share.end; column++) {
        total[column] += dy[column] * value[column / multiplier];
        if (to) to[column / multiplier] += dy[column] * weight[column];
      }
    }
  }
}
