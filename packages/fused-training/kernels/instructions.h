/** The instructions of a program, and what each of them does. */
#pragma once

#include "images.h"
#include "loss.h"
#include "normalization.h"
#include "optimizers.h"
#include "pointwise.h"
#include "pooled.h"
#include "pooling.h"
#include "product.h"
#include "vectors.h"
#include "winners.h"
#include "winograd.h"

// In the order of src/plan/kernels.ts.
enum {
  CLEAR, COPY_ROWS, PACK, PRODUCT, TABLE_PRODUCT, SCATTER_ROWS, DEPTHWISE, DEPTHWISE_GRADIENT,
  WINOGRAD_FILTER, WINOGRAD_FILTER_GRADIENT, WINOGRAD_INPUT, WINOGRAD_INPUT_GRADIENT,
  WINOGRAD_OUTPUT, WINOGRAD_OUTPUT_GRADIENT, WINOGRAD_POOLED,
  POOL_ROWS, MAX_POOL, MAX_POOL_GRADIENT, AVERAGE_POOL, AVERAGE_POOL_GRADIENT,
  ACTIVATE, ACTIVATION_GRADIENT, SUM_ROWS, MULTIPLY, DROP_OUT, NORMALIZE, NORMALIZE_BY_MOVING,
  NORMALIZE_GRADIENT, SOFTMAX, SOFTMAX_GRADIENT, CROSS_ENTROPY, MEAN_LOSS, HITS, PENALIZE,
  SGD, MOMENTUM, RMS_PROP, ADAM, POOLED_PRODUCT, POOLED_FILTER_GRADIENT,
  WINNERS_FILTER_GRADIENT, WINNERS_INPUT_GRADIENT, TRANSPOSE, ADD, MAXIMUM_GRADIENT
};

INLINE float floatOf(int32_t word) {
  return (union { int32_t word; float value; }){.word = word}.value;
}

INLINE Window windowOf(const int32_t *w) {
  return (Window){w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10]};
}

/** Floats of a line of the cache, which two threads should not write into. */
#define LINE 16

/** Tiles of 2×2 of an image. */
INLINE ptrdiff_t tilesOf(int height, int width) {
  return (ptrdiff_t)((height + 1) / 2) * ((width + 1) / 2);
}

/** Does a part of an instruction. */
INLINE void execute(float *arena, const int32_t *at, int part, int parts) {
  const int32_t *a = at + 2;
#define SHARE(total, unit) const Share s = shareOf(total, unit, part, parts);
/** A share of the rows of a matrix, and where its first value is. */
#define ROWS(total, unit, columns)                                                                   \
  SHARE(total, unit)                                                                                 \
  const ptrdiff_t from = (ptrdiff_t)s.begin * (columns);
/** A share of images, and where the first is before the windows have moved over it and after. */
#define IMAGES(total, words)                                                                         \
  SHARE(total, 1)                                                                                    \
  const Window window = windowOf(words);                                                             \
  const ptrdiff_t before = (ptrdiff_t)s.begin * window.height * window.width * window.channels,      \
                  after = (ptrdiff_t)s.begin * window.outHeight * window.outWidth * window.channels;
#define F(i) (arena + a[i])
#define FLOATS_OR_NONE(i) (a[i] ? arena + a[i] : 0)
#define INTS(i) ((int32_t *)arena + a[i])
#define X(i) floatOf(a[i])
  switch (at[0]) {
  case CLEAR: { SHARE(a[1], LINE) clear(F(0) + s.begin, s.count); break; }
  case COPY_ROWS: {
    SHARE(a[6], 1)
    copyRows(F(0) + (ptrdiff_t)s.begin * a[1], a[1], a[2], F(3) + (ptrdiff_t)s.begin * a[4], a[4], a[5],
             s.count, a[7], a[8]);
    break;
  }
  case PACK: {
    // Panels of one plane, or whole planes where there are many.
    const int isPlanes = a[5] >= parts;
    const Share planes = isPlanes ? shareOf(a[5], 1, part, parts) : (Share){0, a[5], a[5]};
    const Share columns = isPlanes ? (Share){0, a[4], a[4]} : shareOf(a[4], PANEL, part, parts);
    for (int i = planes.begin; i < planes.end; i++)
      pack(F(0) + (ptrdiff_t)i * a[6] + (ptrdiff_t)columns.begin * a[2], a[1], a[2], a[3], columns.count,
           F(7) + (ptrdiff_t)i * a[8] + (ptrdiff_t)columns.begin * a[3]);
    break;
  }
  case PRODUCT: {
    const int isPlanes = a[10] >= parts;
    const Share planes = isPlanes ? shareOf(a[10], 1, part, parts) : (Share){0, a[10], a[10]};
    const Share rows = isPlanes ? (Share){0, a[3], a[3]} : shareOf(a[3], TILE, part, parts);
    for (int i = planes.begin; i < planes.end; i++)
      multiply((Left){.from = F(0) + (ptrdiff_t)i * a[11] + (ptrdiff_t)rows.begin * a[1],
                      .rowStep = a[1],
                      .depthStep = a[2]},
               rows.count, a[4], F(5) + (ptrdiff_t)i * a[12], a[6], a[7],
               F(8) + (ptrdiff_t)i * a[13] + (ptrdiff_t)rows.begin * a[7], a[9], 0);
    break;
  }
  case TABLE_PRODUCT: {
    SHARE(a[3], TILE)
    multiply((Left){.from = F(0), .rowPlaces = INTS(1) + s.begin, .depthPlaces = INTS(2)}, s.count,
             a[4], F(5), a[6], a[7], F(8) + (ptrdiff_t)s.begin * a[7], a[9], 1);
    break;
  }
  case SCATTER_ROWS: {
    // Windows of an image overlap.
    SHARE(a[7], 1)
    const ptrdiff_t rows = a[2] / a[7];
    scatterRows(F(0) + s.begin * rows * a[4] * a[5], INTS(1) + s.begin * rows, (int)(s.count * rows),
                INTS(3), a[4], a[5], F(6));
    break;
  }
  case DEPTHWISE: {
    SHARE(a[2], 1)
    depthwise(F(0), INTS(1) + s.begin, s.count, INTS(3), a[4], F(5), a[6], a[7],
              F(8) + (ptrdiff_t)s.begin * a[6] * a[7]);
    break;
  }
  case DEPTHWISE_GRADIENT: {
    SHARE(a[6] * a[7], LINE * a[7])
    depthwiseGradient(F(0), INTS(1), a[2], INTS(3), a[4], F(5), a[6], a[7], F(8), F(9),
                      FLOATS_OR_NONE(10), s);
    break;
  }
  case WINOGRAD_FILTER: { SHARE(a[1], LINE) winogradFilter(F(0), a[1], F(2), s); break; }
  case WINOGRAD_FILTER_GRADIENT: {
    SHARE(a[1], LINE)
    winogradFilterGradient(F(0), a[1], F(2), s);
    break;
  }
  case WINOGRAD_INPUT: {
    SHARE(a[2], 1)
    winogradInput(F(0), INTS(1) + s.begin, s.count, a[3], a[4], F(5) + (ptrdiff_t)s.begin * a[4], a[6]);
    break;
  }
  case WINOGRAD_INPUT_GRADIENT: {
    // Tiles of an image overlap, so that it is divided by channels.
    SHARE(a[5], LINE)
    winogradInputGradient(F(0), a[1], INTS(2), a[3], a[4], a[5], F(6), s);
    break;
  }
  case WINOGRAD_OUTPUT: {
    SHARE(a[2], 1)
    winogradOutput(F(0) + s.begin * tilesOf(a[3], a[4]) * a[5], a[1], s.count, a[3], a[4], a[5], F(6),
                   a[7], F(8) + (ptrdiff_t)s.begin * a[3] * a[4] * a[5]);
    break;
  }
  case WINOGRAD_OUTPUT_GRADIENT: {
    SHARE(a[1], 1)
    winogradOutputGradient(F(0) + (ptrdiff_t)s.begin * a[2] * a[3] * a[4], s.count, a[2], a[3], a[4],
                           F(5) + s.begin * tilesOf(a[2], a[3]) * a[4], a[6]);
    break;
  }
  case WINOGRAD_POOLED: {
    ROWS(a[2], 1, a[3])
    winogradPooled(F(0) + from, a[1], s.count, a[3], F(4), a[5], F(6) + from, INTS(7) + from);
    break;
  }
  case POOL_ROWS: {
    ROWS(a[1], 1, a[2])
    poolRows(F(0) + 4 * from, s.count, a[2], F(3), a[4], F(5) + from, INTS(6) + from);
    break;
  }
  case MAX_POOL: {
    IMAGES(a[1], a + 4)
    maxPool(window, F(0) + before, s.count, F(2) + after, INTS(3) + after);
    break;
  }
  case MAX_POOL_GRADIENT: {
    IMAGES(a[2], a + 4)
    maxPoolGradient(window, F(0) + after, INTS(1) + after, s.count, F(3) + before);
    break;
  }
  case MAXIMUM_GRADIENT: {
    SHARE(a[3], 1)
    const ptrdiff_t before = (ptrdiff_t)s.begin * a[4] * a[5], after = (ptrdiff_t)s.begin * a[5];
    maximumGradient(F(0) + before, F(1) + after, F(2) + after, s.count, a[4], a[5], F(6) + before);
    break;
  }
  case AVERAGE_POOL: {
    IMAGES(a[1], a + 3)
    averagePool(window, F(0) + before, s.count, F(2) + after);
    break;
  }
  case AVERAGE_POOL_GRADIENT: {
    IMAGES(a[1], a + 3)
    averagePoolGradient(window, F(0) + after, s.count, F(2) + before);
    break;
  }
  case ACTIVATE: {
    ROWS(a[3], 1, a[4])
    activate(a[0], X(1), F(2) + from, s.count, a[4], FLOATS_OR_NONE(5), F(6) + from);
    break;
  }
  case ACTIVATION_GRADIENT: {
    SHARE(a[4], LINE)
    activationGradient(a[0], X(1), F(2) + s.begin, F(3) + s.begin, s.count);
    break;
  }
  case SUM_ROWS: {
    SHARE(a[3], BLOCK_COLUMNS)
    sumRows(F(0), a[1] ? INTS(1) : 0, a[2], a[3], F(4), s);
    break;
  }
  case MULTIPLY: {
    SHARE(a[2], LINE)
    multiplyValues(F(0) + s.begin, F(1) + s.begin, s.count, F(3) + s.begin);
    break;
  }
  case ADD: {
    SHARE(a[2], LINE)
    addValues(F(0) + s.begin, F(1) + s.begin, s.count, F(3) + s.begin);
    break;
  }
  case DROP_OUT: {
    SHARE(a[1], LINE)
    dropOut(F(0), s, (uint32_t)*INTS(2), a[3], X(4), F(5));
    break;
  }
  case NORMALIZE: {
    SHARE(a[1], BLOCK_COLUMNS)
    normalize((Normalization){a[0], a[1], X(2), X(3), s}, F(4), F(5), F(6), F(7), F(8), F(9), F(10),
              F(11));
    break;
  }
  case NORMALIZE_BY_MOVING: {
    SHARE(a[1], BLOCK_COLUMNS)
    normalizeByMoving((Normalization){a[0], a[1], X(2), 0, s}, F(3), F(4), F(5), F(6), F(7), F(8), F(9));
    break;
  }
  case NORMALIZE_GRADIENT: {
    SHARE(a[1], BLOCK_COLUMNS)
    normalizeGradient((Normalization){a[0], a[1], 0, 0, s}, F(2), F(3), F(4), F(5), F(6), F(7), F(8),
                      FLOATS_OR_NONE(9));
    break;
  }
  case SOFTMAX: { ROWS(a[1], 1, a[2]) softmax(F(0) + from, s.count, a[2]); break; }
  case SOFTMAX_GRADIENT: {
    ROWS(a[2], 1, a[3])
    softmaxGradient(F(0) + from, F(1) + from, s.count, a[3]);
    break;
  }
  case CROSS_ENTROPY:
    *F(0) = (float)crossEntropy(F(1), F(2), a[3], FLOATS_OR_NONE(4), a[5], a[6], FLOATS_OR_NONE(7));
    break;
  case MEAN_LOSS:
    *F(0) = (float)meanLoss(a[1], F(2), F(3), FLOATS_OR_NONE(4), a[5], a[6], FLOATS_OR_NONE(7));
    break;
  case HITS: *F(0) = (float)hits(a[1], F(2), F(3), a[4], a[5]); break;
  case PENALIZE:
    *F(0) = (float)((double)*F(0) + penalize(F(1), FLOATS_OR_NONE(2), a[3], X(4), X(5)));
    break;
  case SGD: {
    SHARE(a[2], LINE)
    updateSgd(F(0) + s.begin, F(1) + s.begin, s.count, F(3));
    break;
  }
  case MOMENTUM: {
    SHARE(a[3], LINE)
    updateMomentum(F(0) + s.begin, F(1) + s.begin, F(2) + s.begin, s.count, F(4), a[5]);
    break;
  }
  case RMS_PROP: {
    SHARE(a[4], LINE)
    updateRmsProp(F(0) + s.begin, F(1) + s.begin, F(2) + s.begin, F(3) + s.begin, s.count, F(5));
    break;
  }
  case ADAM: {
    SHARE(a[4], LINE)
    updateAdam(F(0) + s.begin, F(1) + s.begin, F(2) + s.begin, F(3) + s.begin, s.count, F(5));
    break;
  }
  case POOLED_PRODUCT: {
    ROWS(a[3], 2, a[6])
    pooledProduct((Left){.from = F(0), .rowPlaces = INTS(1) + 4 * s.begin, .depthPlaces = INTS(2)},
                  s.count, a[4], F(5), a[6], F(7), a[8], F(9) + from, INTS(10) + from);
    break;
  }
  case POOLED_FILTER_GRADIENT: {
    SHARE(a[7], LANES)
    pooledFilterGradient(F(0), INTS(1), INTS(2), a[3], a[4], F(5), INTS(6), a[7], F(8), a[9], s);
    break;
  }
  case WINNERS_FILTER_GRADIENT: {
    SHARE(a[10], BLOCK_COLUMNS)
    const Windows windows = {INTS(1), a[2], a[3], INTS(4), a[5], a[6]};
    winnersFilterGradient(F(0), &windows, a[7], F(8), INTS(9), a[10], F(11), s);
    break;
  }
  case WINNERS_INPUT_GRADIENT: {
    // Windows of an image overlap.
    SHARE(a[12], 1)
    for (int image = s.begin; image < s.end; image++) {
      const ptrdiff_t first = (ptrdiff_t)image * a[9], from = first * a[2];
      const Windows windows = {INTS(3) + first, a[4], a[5], INTS(6), a[7], a[8]};
      winnersInputGradient(F(0) + from, INTS(1) + from, a[2], &windows, a[9], F(10), F(11));
    }
    break;
  }
  case TRANSPOSE: { SHARE(a[3], LINE) transpose(F(0), a[1], a[2], a[3], F(4), s); break; }
  }
}
