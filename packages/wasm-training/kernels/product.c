#include "multiplyAdd.h"

/**
 * Rows and pixels are taken so many at a time that their sums, two vectors of a panel each, hide the latency of an addition
 * and still fit the registers: 16 in most machines, 32 with AVX-512. `src/compiled/runs.ts` has the same number.
 */
#if LANES == 16
#define TILE 8
#else
#define TILE 4
#endif

/** As many places as share a panel of weights before the next one is read into the cache. */
#define BLOCK 256

/** Stores the first columns of a panel row. */
INLINE void storeColumns(float *to, Floats low, Floats high, int32_t columns) {
  if (columns >= PANEL) {
    store(to, low);
    store(to + LANES, high);
    return;
  }
  if (columns >= LANES) {
    store(to, low);
    to += LANES;
    columns -= LANES;
    low = high;
  }
  UNROLL
  for (int lane = 0; lane < LANES - 1; lane++) {
    if (lane < columns) to[lane] = low[lane];
  }
}

/**
 * The convolution of one image; with one run, the product of two matrices.
 *
 *     y[targets[p]][o] = Σ_r Σ_k  x[places[p] + runs[r] + k] · weights[r · runLength + k][o]
 *
 * @param x - The padded image.
 * @param places - For each pixel of the output, where its first tap is in `x`, in bytes.
 * @param targets - For each pixel of the output, where it is in `y`, in bytes.
 * @param runs - Where the runs of consecutive taps begin, in bytes from the first tap.
 * @param weights - In panels, as `packPanels` makes them.
 */
EXPORT(convolve)
void convolve(const float *x, const uint32_t *places, const uint32_t *targets, int32_t pixels,
              const uint32_t *runs, int32_t runCount, int32_t runBytes, const float *weights,
              float *y, int32_t columns) {
  const ptrdiff_t panelStep = (ptrdiff_t)runCount * runBytes * PANEL;
  const uint32_t *runsEnd = runs + runCount;
  for (int32_t first = 0; first < pixels; first += BLOCK) {
    const int32_t last = smaller(first + BLOCK, pixels) - 1;
    const float *panel = weights;
    for (int32_t column = 0; column < columns; column += PANEL) {
      for (int32_t pixel = first; pixel <= last; pixel += TILE) {
        const float *start[TILE];
        Floats low[TILE], high[TILE];
        UNROLL
        for (int i = 0; i < TILE; i++) {
          // The last tile computes its last pixel more than once rather than being a case of its own.
          start[i] = after(x, places[smaller(pixel + i, last)]);
          low[i] = high[i] = splat(0);
        }
        const float *weight = panel;
        for (const uint32_t *run = runs; run < runsEnd; run++) {
          const float *tap[TILE];
          UNROLL
          for (int i = 0; i < TILE; i++) tap[i] = after(start[i], *run);
          const float *end = after(tap[0], runBytes);
          while (tap[0] < end) {
            const Floats weightsLow = load(weight);
            const Floats weightsHigh = load(weight + LANES);
            weight += PANEL;
            UNROLL
            for (int i = 0; i < TILE; i++) {
              const Floats value = splat(*tap[i]++);

              low[i] = multiplyAdd(value, weightsLow, low[i]);
              high[i] = multiplyAdd(value, weightsHigh, high[i]);
            }
          }
        }
        UNROLL
        for (int i = 0; i < TILE; i++) {
          float *to = place(y + column, targets[smaller(pixel + i, last)]);
          storeColumns(to, low[i], high[i], columns - column);
        }
      }
      panel = after(panel, panelStep);
    }
  }
}

/**
 * Adds the products of one image and of the gradient of its convolution to the gradient of the filter.
 *
 *     totals[panel][r][k]  +=  Σ_p  x[place of p + runs[r] + k] · dy[panel][p]
 *
 * The products of an image are summed before they are added, so that the error grows with the pixels of an image and the
 * number of images, not with their product.
 *
 * @param x - The padded image.
 * @param rowStep - Bytes in `x` from one row of the output to the next.
 * @param columnStep - Bytes in `x` from one column of the output to the next.
 * @param runLength - Taps in a run.
 * @param dy - Panels of columns.
 * @param dyPanelStep - Bytes from one panel to the next.
 * @param dyPixelStep - Bytes within a panel from one pixel to the next.
 * @param totals - Tiles of taps and columns, one after the other.
 */
EXPORT(addFilterGradient)
void addFilterGradient(const float *x, ptrdiff_t rowStep, ptrdiff_t columnStep, int32_t outRows,
                       int32_t outColumns, const uint32_t *runs, int32_t runCount,
                       int32_t runLength, const float *dy, ptrdiff_t dyPanelStep,
                       ptrdiff_t dyPixelStep, int32_t panels, float *totals) {
  const ptrdiff_t rowBytes = outColumns * columnStep;
  for (int32_t panel = 0; panel < panels; panel++) {
    for (int32_t run = 0; run < runCount; run++) {
      const float *taps = after(x, runs[run]);
      for (int32_t tap = 0; tap < runLength; tap += TILE) {
        ptrdiff_t to[TILE];
        Floats low[TILE], high[TILE];
        UNROLL
        for (int i = 0; i < TILE; i++) {
          // Taps beyond the run are its last one again, and left out when the totals are read.
          to[i] = smaller(tap + i, runLength - 1) - tap;
          low[i] = high[i] = splat(0);
        }
        const float *gradient = dy;
        const float *row = taps + tap;
        for (int32_t outRow = 0; outRow < outRows; outRow++) {
          const float *value = row;
          const float *end = after(row, rowBytes);
          // With its condition at the end, as the compiler is told not to make it, this loop is 8 % faster.
          if (value < end) {
            do {
              const Floats gradientLow = load(gradient);
              const Floats gradientHigh = load(gradient + LANES);
              gradient = after(gradient, dyPixelStep);
              UNROLL
              for (int i = 0; i < TILE; i++) {
                const Floats factor = splat(value[to[i]]);
                low[i] = multiplyAdd(factor, gradientLow, low[i]);
                high[i] = multiplyAdd(factor, gradientHigh, high[i]);
              }
              value = after(value, columnStep);
            } while (value < end);
          }
          row = after(row, rowStep);
        }
        UNROLL
        for (int i = 0; i < TILE; i++) {
          store(totals, load(totals) + low[i]);
          store(totals + LANES, load(totals + LANES) + high[i]);
          totals += PANEL;
        }
      }
    }
    dy = after(dy, dyPanelStep);
  }
}

/** Copies what `addFilterGradient` summed into a filter of consecutive runs. */
EXPORT(storeFilterGradient)
void storeFilterGradient(const float *totals, int32_t runCount, int32_t runLength, int32_t columns,
                         float *filter) {
  const int32_t tiledLength = (runLength + TILE - 1) & -TILE;
  for (int32_t column = 0; column < columns; column += PANEL) {
    float *to = filter + column;
    for (int32_t run = 0; run < runCount; run++) {
      for (int32_t tap = 0; tap < runLength; tap++) {
        const float *from = totals + tap * PANEL;
        storeColumns(to, load(from), load(from + LANES), columns - column);
        to += columns;
      }
      totals += tiledLength * PANEL;
    }
  }
}
