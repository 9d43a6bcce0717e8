/** Pooling. The first maximum of a window, row by row, is handed its gradient; of a whole image each. */
#pragma once

#include "vectors.h"

/** Adds the bias to the four values of a window, and stores their maximum and which it is: -1 if it is not above 0. */
INLINE void poolFour(const Floats values[4], Floats bias, int isRectified, float *y, int32_t *winners,
                     ptrdiff_t left) {
  const Floats a = values[0] + bias, b = values[1] + bias, c = values[2] + bias,
               d = values[3] + bias;
  const Integers right = isLarger(b, a), lowRight = isLarger(d, c);
  const Floats upper = select(right, b, a), lower = select(lowRight, d, c);
  const Integers low = isLarger(lower, upper);
  Floats best = select(low, lower, upper);
  Integers winner = (((low & lowRight) | (~low & right)) & 1) | (low & 2);
  if (isRectified) {
    winner |= best <= (Floats){};
    best = rectified(best);
  }
  storeFirst(y, best, left);
  storeFirstIntegers(winners, winner, left);
}

/** The gradients of the four values of a window. */
INLINE void shareFour(const float *dy, const int32_t *winners, Floats d[4]) {
  const Floats gradient = load(dy);
  const Integers winner = loadIntegers(winners);
  UNROLL
  for (int i = 0; i < 4; i++) d[i] = only(winner == i, gradient);
}

/** Pools rows of which four and four belong to a window. */
KERNEL poolRows(const float *from, int windows, int columns, const float *bias, int isRectified,
                     float *y, int32_t *winners) {
  for (int at = 0; at < windows; at++, from += 4 * columns, y += columns, winners += columns) {
    for (int k = 0; k < columns; k += LANES) {
      const Floats values[4] = {load(from + k), load(from + columns + k), load(from + 2 * columns + k),
                                load(from + 3 * columns + k)};
      poolFour(values, load(bias + k), isRectified, y + k, winners + k, columns - k);
    }
  }
}

/** A window over an image: those of its taps that are outside count for nothing. */
typedef struct {
  int height, width, channels, outHeight, outWidth, filterHeight, filterWidth, strideHeight,
      strideWidth, top, left;
} Window;

/** Goes over the taps of a window that are inside of the image, row by row. */
#define FOR_TAPS(window, row, column, tap, place)                                                    \
  for (int tapRow = 0, tap = 0; tapRow < window.filterHeight; tapRow++)                              \
    for (int tapColumn = 0; tapColumn < window.filterWidth; tapColumn++, tap++)                      \
      for (int y_ = row * window.strideHeight - window.top + tapRow,                                 \
               x_ = column * window.strideWidth - window.left + tapColumn,                           \
               once = y_ >= 0 && y_ < window.height && x_ >= 0 && x_ < window.width,                 \
               place = (y_ * window.width + x_) * window.channels;                                   \
           once; once = 0)

KERNEL maxPool(Window window, const float *x, int images, float *y, int32_t *winners) {
  const int channels = window.channels;
  for (int image = 0; image < images; image++, x += window.height * window.width * channels)
    for (int row = 0; row < window.outHeight; row++)
      for (int column = 0; column < window.outWidth; column++, y += channels, winners += channels)
        for (int k = 0; k < channels; k += LANES) {
          Floats best = splat(-__builtin_inff());
          Integers winner = splatInteger(-1);
          FOR_TAPS(window, row, column, tap, place) {
            const Floats value = load(x + place + k);
            const Integers isNew = isLarger(value, best);
            best = select(isNew, value, best);
            winner = (isNew & tap) | (~isNew & winner);
          }
          storeFirst(y + k, best, channels - k);
          storeFirstIntegers(winners + k, winner, channels - k);
        }
}

/** Adds to the gradient of the input. */
KERNEL maxPoolGradient(Window window, const float *dy, const int32_t *winners, int images,
                            float *dx) {
  const int channels = window.channels;
  for (int image = 0; image < images; image++, dx += window.height * window.width * channels)
    for (int row = 0; row < window.outHeight; row++)
      for (int column = 0; column < window.outWidth; column++, dy += channels, winners += channels)
        for (int k = 0; k < channels; k += LANES) {
          const Floats gradient = load(dy + k);
          const Integers winner = loadIntegers(winners + k);
          FOR_TAPS(window, row, column, tap, place) {
            float *to = dx + place + k;
            storeFirst(to, load(to) + only(winner == tap, gradient), channels - k);
          }
        }
}

/**
 * The gradient of the maximum of each channel of an image. TensorFlow.js takes it for that of a maximum and not of a pooling:
 * every value that is the maximum is handed all of it, as where overlapping windows of a pooling before it gave the same one.
 */
KERNEL maximumGradient(const float *x, const float *y, const float *dy, int images, int pixels,
                       int channels, float *dx) {
  for (int image = 0; image < images; image++, y += channels, dy += channels)
    for (int pixel = 0; pixel < pixels; pixel++, x += channels, dx += channels)
      for (int k = 0; k < channels; k += LANES) {
        const Floats isMaximum = only(load(x + k) == load(y + k), splat(1));
        // A product, so that a NaN is not lost.
        storeFirst(dx + k, load(dy + k) * isMaximum, channels - k);
      }
}

KERNEL averagePool(Window window, const float *x, int images, float *y) {
  const int channels = window.channels;
  const float count = (float)(window.filterHeight * window.filterWidth);
  for (int image = 0; image < images; image++, x += window.height * window.width * channels)
    for (int row = 0; row < window.outHeight; row++)
      for (int column = 0; column < window.outWidth; column++, y += channels)
        for (int k = 0; k < channels; k += LANES) {
          Floats sum = {};
          FOR_TAPS(window, row, column, tap, place) {
            (void)tap;
            sum += load(x + place + k);
          }
          storeFirst(y + k, sum / count, channels - k);
        }
}

/** Adds to the gradient of the input. */
KERNEL averagePoolGradient(Window window, const float *dy, int images, float *dx) {
  const int channels = window.channels;
  const float count = (float)(window.filterHeight * window.filterWidth);
  for (int image = 0; image < images; image++, dx += window.height * window.width * channels)
    for (int row = 0; row < window.outHeight; row++)
      for (int column = 0; column < window.outWidth; column++, dy += channels)
        for (int k = 0; k < channels; k += LANES) {
          const Floats gradient = load(dy + k) / count;
          FOR_TAPS(window, row, column, tap, place) {
            (void)tap;
            float *to = dx + place + k;
            storeFirst(to, load(to) + gradient, channels - k);
          }
        }
}
