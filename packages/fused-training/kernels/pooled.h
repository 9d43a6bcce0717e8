/**
 * Convolutions of few taps with a max pooling of 2×2 behind them, as the first layer of most networks is: what pooling drops
 * never goes through memory. The sums are those of the matrix product, term by term.
 */
#pragma once

#include "pooling.h"
#include "product.h"

/** Rows of a tile: whole windows. */
#define POOLED_TILE (TILE < 8 ? 4 : 8)

/** What is the same for all tiles of a panel. */
typedef struct {
  Left a;
  int rows, depth;
  const float *b, *bias;
  int isRectified;
  /** Columns from a window to the next, and those that are left in the panel. */
  ptrdiff_t step, left;
  float *y;
  int32_t *winners;
} PooledPanel;

INLINE void pooledTile(PooledPanel p, int row, int height, int isWide) {
  Floats low[TILE], high[TILE];
  sumTile(p.a, row, p.rows, height, 0, p.depth, p.b, PANEL, isWide, 1, low, high);
  UNROLL
  for (int i = 0; i < height; i += 4) {
    float *y = p.y + (row + i) / 4 * p.step;
    int32_t *winners = p.winners + (row + i) / 4 * p.step;
    poolFour(low + i, load(p.bias), p.isRectified, y, winners, p.left);
    if (isWide)
      poolFour(high + i, load(p.bias + LANES), p.isRectified, y + LANES, winners + LANES,
               p.left - LANES);
  }
}

INLINE void pooledTiles(const PooledPanel *panel, int isWide) {
  const PooledPanel p = *panel;
  int row = 0;
  for (; row + POOLED_TILE <= p.rows; row += POOLED_TILE) pooledTile(p, row, POOLED_TILE, isWide);
  if (POOLED_TILE > 4 && row < p.rows) pooledTile(p, row, 4, isWide);
}
KERNEL widePooledTiles(const PooledPanel *panel) { pooledTiles(panel, 1); }
KERNEL narrowPooledTiles(const PooledPanel *panel) { pooledTiles(panel, 0); }

/** The product by tables, of at most BLOCK columns of the left factor, of which four and four rows are a window. */
KERNEL pooledProduct(Left a, int windows, int depth, const float *b, int columns, const float *bias,
                     int isRectified, float *y, int32_t *winners) {
  for (int column = 0; column < columns; column += PANEL, b += (ptrdiff_t)depth * PANEL) {
    const PooledPanel panel = {a,       4 * windows,      depth,      b,               bias + column,
                               isRectified, columns, columns - column, y + column, winners + column};
    if (isWideFor(panel.left)) widePooledTiles(&panel);
    else narrowPooledTiles(&panel);
  }
}

/** Taps whose sums are formed at a time: those of a filter of 3×3. */
#define TAPS 9

/** The gradient of the filter of pooledProduct, a share of its columns, added to the totals if asked for. */
KERNEL pooledFilterGradient(const float *from, const int32_t *rowPlaces, const int32_t *depthPlaces,
                            int windows, int depth, const float *dy, const int32_t *winners,
                            int columns, float *totals, int isAdded, Share share) {
  for (int tap = 0; tap < depth; tap += TAPS) {
    ptrdiff_t places[TAPS];
    UNROLL
    for (int j = 0; j < TAPS; j++) places[j] = depthPlaces[tap + j < depth ? tap + j : depth - 1];
    for (int k = share.begin; k < share.end; k += LANES) {
      // In the blocks of the matrix product, of which each row of a window is a term.
      for (int begin = 0; begin < windows; begin += BLOCK / 4) {
        const int end = begin + BLOCK / 4 < windows ? begin + BLOCK / 4 : windows;
        Floats sums[TAPS];
        UNROLL
        for (int j = 0; j < TAPS; j++) sums[j] = (Floats){};
        for (int window = begin; window < end; window++) {
          const ptrdiff_t at = (ptrdiff_t)window * columns + k;
          Floats d[4];
          shareFour(dy + at, winners + at, d);
          UNROLL
          for (int i = 0; i < 4; i++) {
            const float *image = from + rowPlaces[4 * window + i];
            UNROLL
            for (int j = 0; j < TAPS; j++) sums[j] += splat(image[places[j]]) * d[i];
          }
        }
        UNROLL
        for (int j = 0; j < TAPS; j++) {
          if (tap + j < depth) {
            float *to = totals + (ptrdiff_t)(tap + j) * columns + k;
            storeFirst(to, isAdded || begin > 0 ? sums[j] + load(to) : sums[j], share.end - k);
          }
        }
      }
    }
  }
}
