#include "lanes.h"
#include "window.h"

/** Below every value but NaN, which no comparison finds larger. */
#define NOTHING splat(-__builtin_inff())

/**
 * Gradient of max pooling for one window of two rows and two columns, the most common one, without loops over its pixels.
 *
 * @param channels - A multiple of the width of a vector.
 */
INLINE void maxPoolGradientOfFour(const float *x, const float *dy, float *dx, int32_t channels,
                                  ptrdiff_t pixelStep, ptrdiff_t rowStep) {
  for (const float *end = dy + channels; dy < end; x += LANES, dy += LANES, dx += LANES) {
    // Where a comparison with NaN is false, the value so far is kept.
    const Floats value0 = load(x);
    const Integers is0 = value0 > NOTHING;
    Floats largest = choose(is0, value0, NOTHING);
    const Floats value1 = load(x + pixelStep);
    const Integers is1 = value1 > largest;
    largest = choose(is1, value1, largest);
    const Floats value2 = load(x + rowStep);
    const Integers is2 = value2 > largest;
    largest = choose(is2, value2, largest);
    const Integers is3 = load(x + rowStep + pixelStep) > largest;
    Floats gradient = load(dy);
    store(dx + rowStep + pixelStep, where(is3, gradient));
    gradient = where(~is3, gradient);
    store(dx + rowStep, where(is2, gradient));
    gradient = where(~is2, gradient);
    store(dx + pixelStep, where(is1, gradient));
    store(dx, where(is0, where(~is1, gradient)));
  }
}

/**
 * Gradient of max pooling with windows that share no pixel: each hands its gradient to its first maximum. A window points
 * nowhere until it meets a value above -Infinity. Pixels outside of all windows are left as they are.
 */
EXPORT(maxPoolGradientApart)
void maxPoolGradientApart(const float *x, const float *dy, float *dx, int32_t images,
                          const Window *window) {
  const int32_t width = window->width;
  const int32_t channels = window->channels;
  const ptrdiff_t rowStep = (ptrdiff_t)width * channels;
  for (int32_t image = 0; image < images; image++) {
    for (int32_t outRow = 0; outRow < window->outHeight; outRow++) {
      const int32_t row0 = outRow * window->strideHeight - window->top;
      const int32_t firstRow = larger(0, row0);
      const int32_t endRow = smaller(window->height, row0 + window->filterHeight);
      for (int32_t outColumn = 0; outColumn < window->outWidth; outColumn++) {
        const int32_t column0 = outColumn * window->strideWidth - window->left;
        const int32_t firstColumn = larger(0, column0);
        const int32_t endColumn = smaller(width, column0 + window->filterWidth);
        const ptrdiff_t start = firstRow * rowStep + firstColumn * channels;
        const ptrdiff_t windowStep = (endColumn - firstColumn) * channels;
        const ptrdiff_t end = endRow * rowStep;
        int32_t channel = 0;
        if (endRow - firstRow == 2 && endColumn - firstColumn == 2) {
          channel = channels & -LANES;
          maxPoolGradientOfFour(x + start, dy, dx + start, channel, channels, rowStep);
          dy += channel;
        }
        while (channel < channels) {
          const int isFull = channels - channel >= LANES;
          Floats largest = NOTHING;
          Integers winner = splatInteger(-1);
          int32_t key = 0;
          for (ptrdiff_t row = start + channel; row < end; row += rowStep) {
            for (ptrdiff_t pixel = row; pixel < row + windowStep; pixel += channels) {
              const Floats value = loadLanes(x + pixel, isFull);
              const Integers isLarger = value > largest;
              largest = choose(isLarger, value, largest);
              winner = chooseInteger(isLarger, splatInteger(key), winner);
              key++;
            }
          }
          const Floats gradient = loadLanes(dy, isFull);
          key = 0;
          for (ptrdiff_t row = start + channel; row < end; row += rowStep) {
            for (ptrdiff_t pixel = row; pixel < row + windowStep; pixel += channels) {
              storeLanes(dx + pixel, where(winner == splatInteger(key), gradient), isFull);
              key++;
            }
          }
          const int32_t step = isFull ? LANES : 1;
          dy += step;
          channel += step;
        }
      }
    }
    x += window->height * rowStep;
    dx += window->height * rowStep;
  }
}

/**
 * The first maximum of each window of one image, as its place in the window, row by row; -1 where no value is above
 * -Infinity.
 *
 * @param winners - Where the places go, in the order of the output.
 */
EXPORT(findWinners)
void findWinners(const float *x, int32_t *winners, const Window *window) {
  const int32_t width = window->width;
  const int32_t channels = window->channels;
  const int32_t filterWidth = window->filterWidth;
  for (int32_t outRow = 0; outRow < window->outHeight; outRow++) {
    const int32_t row0 = outRow * window->strideHeight - window->top;
    const int32_t firstRow = larger(0, row0);
    const int32_t endRow = smaller(window->height, row0 + window->filterHeight);
    for (int32_t outColumn = 0; outColumn < window->outWidth; outColumn++) {
      const int32_t column0 = outColumn * window->strideWidth - window->left;
      const int32_t firstColumn = larger(0, column0);
      const int32_t endColumn = smaller(width, column0 + filterWidth);
      int32_t channel = 0;
      while (channel < channels) {
        const int isFull = channels - channel >= LANES;
        Floats largest = NOTHING;
        Integers winner = splatInteger(-1);
        for (int32_t row = firstRow; row < endRow; row++) {
          for (int32_t column = firstColumn; column < endColumn; column++) {
            const ptrdiff_t pixel = (ptrdiff_t)(row * width + column) * channels + channel;
            const Floats value = loadLanes(x + pixel, isFull);
            const Integers isLarger = value > largest;
            const int32_t key = (row - row0) * filterWidth + column - column0;
            largest = choose(isLarger, value, largest);
            winner = chooseInteger(isLarger, splatInteger(key), winner);
          }
        }
        storeIntegers(winners, winner, isFull);
        const int32_t step = isFull ? LANES : 1;
        winners += step;
        channel += step;
      }
    }
  }
}

/**
 * For each pixel of one image, the sum of the gradients of the windows it is in, in the order of the windows, in double
 * precision, times `scale`.
 *
 * @param winners - If not null, a window counts only for the pixel that `findWinners` found in it.
 */
EXPORT(sumWindows)
void sumWindows(const float *dy, const int32_t *winners, float *dx, const Window *window,
                double scale) {
  const int32_t channels = window->channels;
  const int32_t outWidth = window->outWidth;
  const int32_t strideHeight = window->strideHeight;
  const int32_t strideWidth = window->strideWidth;
  for (int32_t row = 0; row < window->height; row++) {
    const int32_t down = row + window->top;
    const int32_t firstOutRow =
        (larger(0, down - window->filterHeight + 1) + strideHeight - 1) / strideHeight;
    const int32_t lastOutRow = smaller(window->outHeight - 1, down / strideHeight);
    for (int32_t column = 0; column < window->width; column++) {
      const int32_t across = column + window->left;
      const int32_t firstOutColumn =
          (larger(0, across - window->filterWidth + 1) + strideWidth - 1) / strideWidth;
      const int32_t lastOutColumn = smaller(outWidth - 1, across / strideWidth);
      int32_t channel = 0;
      while (channel < channels) {
        const int isFull = channels - channel >= LANES;
        Doubles sum = {};
        for (int32_t outRow = firstOutRow; outRow <= lastOutRow; outRow++) {
          const int32_t rowKey = (down - outRow * strideHeight) * window->filterWidth + across;
          for (int32_t outColumn = firstOutColumn; outColumn <= lastOutColumn; outColumn++) {
            const ptrdiff_t at = (ptrdiff_t)(outRow * outWidth + outColumn) * channels + channel;
            Floats gradient = loadLanes(dy + at, isFull);
            if (winners) {
              const Integers key = splatInteger(rowKey - outColumn * strideWidth);
              gradient = where(loadIntegers(winners + at, isFull) == key, gradient);
            }
            sum += toDoubles(gradient);
          }
        }
        storeLanes(dx, toFloats(sum * scale), isFull);
        const int32_t step = isFull ? LANES : 1;
        dx += step;
        channel += step;
      }
    }
  }
}
