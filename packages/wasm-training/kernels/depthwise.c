#include "multiplyAdd.h"
#include "window.h"

/** Channels that are summed together: four vectors hide the latency of an addition. */
#define VECTORS 4

/** A tap of the filter, and the output that it made of a pixel, in floats from the first channel of each. */
typedef struct {
  uint32_t output;
  uint32_t weight;
} Tap;

/**
 * Gradient of a depthwise convolution of one image with respect to its input.
 *
 * @param taps - Room for each tap of the filter.
 */
EXPORT(depthwiseInputGradient)
void depthwiseInputGradient(const float *dy, const float *filter, float *dx, Tap *taps,
                            const Window *window) {
  const int32_t channels = window->channels;
  const int32_t outWidth = window->outWidth;
  const int32_t filterWidth = window->filterWidth;
  const int32_t strideHeight = window->strideHeight;
  const int32_t strideWidth = window->strideWidth;
  for (int32_t row = 0; row < window->height; row++) {
    for (int32_t column = 0; column < window->width; column++) {
      // The taps under which this pixel lay, found once for all channels.
      Tap *tapsEnd = taps;
      for (int32_t filterRow = 0; filterRow < window->filterHeight; filterRow++) {
        const int32_t down = row + window->top - filterRow * window->dilationHeight;
        const int32_t outRow = down / strideHeight;
        if (down < 0 || outRow >= window->outHeight || outRow * strideHeight != down) continue;
        for (int32_t filterColumn = 0; filterColumn < filterWidth; filterColumn++) {
          const int32_t across = column + window->left - filterColumn * window->dilationWidth;
          const int32_t outColumn = across / strideWidth;
          if (across < 0 || outColumn >= outWidth || outColumn * strideWidth != across) continue;
          tapsEnd->output = (outRow * outWidth + outColumn) * channels;
          tapsEnd->weight = (filterRow * filterWidth + filterColumn) * channels;
          tapsEnd++;
        }
      }
      int32_t channel = 0;
      for (; channel + VECTORS * LANES <= channels; channel += VECTORS * LANES) {
        Floats sum[VECTORS];
        UNROLL
        for (int i = 0; i < VECTORS; i++) sum[i] = splat(0);
        for (const Tap *tap = taps; tap < tapsEnd; tap++) {
          const float *gradient = dy + tap->output + channel;
          const float *weight = filter + tap->weight + channel;
          UNROLL
          for (int i = 0; i < VECTORS; i++) {
            sum[i] = multiplyAdd(load(gradient + i * LANES), load(weight + i * LANES), sum[i]);
          }
        }
        UNROLL
        for (int i = 0; i < VECTORS; i++) store(dx + i * LANES, sum[i]);
        dx += VECTORS * LANES;
      }
      while (channel < channels) {
        const int isFull = channels - channel >= LANES;
        Floats sum = splat(0);
        for (const Tap *tap = taps; tap < tapsEnd; tap++) {
          const Floats gradient = loadLanes(dy + tap->output + channel, isFull);
          const Floats weight = loadLanes(filter + tap->weight + channel, isFull);
          sum = multiplyAdd(gradient, weight, sum);
        }
        storeLanes(dx, sum, isFull);
        const int32_t step = isFull ? LANES : 1;
        dx += step;
        channel += step;
      }
    }
  }
}

/** The first output whose tap is not before the image. */
INLINE int32_t firstInside(int32_t offset, int32_t stride) {
  return offset < 0 ? (stride - 1 - offset) / stride : 0;
}

/** The first output whose tap is behind an image of this size. */
INLINE int32_t endInside(int32_t offset, int32_t stride, int32_t size) {
  return offset < size ? (size - 1 - offset) / stride + 1 : 0;
}

/**
 * Adds the products of one image and of the gradient of its depthwise convolution to the gradient of the filter. The
 * products of an image are summed before they are added.
 */
EXPORT(addDepthwiseFilterGradient)
void addDepthwiseFilterGradient(const float *x, const float *dy, float *dw, const Window *window) {
  const int32_t width = window->width;
  const int32_t channels = window->channels;
  const int32_t outWidth = window->outWidth;
  const int32_t strideHeight = window->strideHeight;
  const int32_t strideWidth = window->strideWidth;
  const ptrdiff_t step = (ptrdiff_t)strideWidth * channels;
  for (int32_t filterRow = 0; filterRow < window->filterHeight; filterRow++) {
    const int32_t down = filterRow * window->dilationHeight - window->top;
    const int32_t firstRow = firstInside(down, strideHeight);
    const int32_t endRow =
        smaller(window->outHeight, endInside(down, strideHeight, window->height));
    for (int32_t filterColumn = 0; filterColumn < window->filterWidth; filterColumn++) {
      const int32_t across = filterColumn * window->dilationWidth - window->left;
      const int32_t firstColumn = firstInside(across, strideWidth);
      const int32_t endColumn = smaller(outWidth, endInside(across, strideWidth, width));
      int32_t channel = 0;
      while (channel < channels) {
        const int areFour = channels - channel >= VECTORS * LANES;
        const int isFull = channels - channel >= LANES;
        Floats sum[VECTORS];
        UNROLL
        for (int i = 0; i < VECTORS; i++) sum[i] = splat(0);
        for (int32_t outRow = firstRow; outRow < endRow; outRow++) {
          const float *gradients = dy + (ptrdiff_t)outRow * outWidth * channels + channel;
          const float *gradient = gradients + (ptrdiff_t)firstColumn * channels;
          const float *end = gradients + (ptrdiff_t)endColumn * channels;
          const float *pixel =
              x + channel +
              ((ptrdiff_t)(outRow * strideHeight + down) * width + firstColumn * strideWidth +
               across) *
                  channels;
          if (areFour) {
            for (; gradient < end; gradient += channels, pixel += step) {
              UNROLL
              for (int i = 0; i < VECTORS; i++) {
                sum[i] = multiplyAdd(load(pixel + i * LANES), load(gradient + i * LANES), sum[i]);
              }
            }
          } else {
            for (; gradient < end; gradient += channels, pixel += step) {
              sum[0] = multiplyAdd(loadLanes(pixel, isFull), loadLanes(gradient, isFull), sum[0]);
            }
          }
        }
        storeLanes(dw, loadLanes(dw, isFull) + sum[0], isFull);
        if (areFour) {
          UNROLL
          for (int i = 1; i < VECTORS; i++) {
            store(dw + i * LANES, load(dw + i * LANES) + sum[i]);
          }
        }
        const int32_t done = areFour ? VECTORS * LANES : isFull ? LANES : 1;
        dw += done;
        channel += done;
      }
    }
  }
}

/** Repeats each of `count` values, as for the channels of a depthwise convolution with a multiplier. */
EXPORT(repeatValues)
void repeatValues(const float *from, int32_t count, int32_t times, float *to) {
  for (int32_t index = 0; index < count; index++) {
    const float value = from[index];
    // A few rounds: preparing for vectors takes longer.
    _Pragma("clang loop vectorize(disable) unroll(disable)")
    for (const float *end = to + times; to < end; to++) *to = value;
  }
}

/** The counterpart of `repeatValues`: sums each group of `times` values. */
EXPORT(sumGroups)
void sumGroups(const float *from, int32_t count, int32_t times, float *to) {
  for (int32_t index = 0; index < count; index++) {
    float sum = 0;
    for (const float *end = from + times; from < end; from++) sum += *from;
    to[index] = sum;
  }
}
