/**
 * The matrix product, on which dense layers and convolutions stand: y[row, column] = Σ a[row, depth] · b[depth, column].
 */
#pragma once

#include "vectors.h"

/** Columns of a panel: two vectors. */
#define PANEL (2 * LANES)

/** Rows of a tile: as many as leave its sums in the registers. */
#if LANES == 16 || defined(__aarch64__)
#define TILE 8
#elif LANES == 8
#define TILE 6
#else
#define TILE 4
#endif

/**
 * Terms that are summed before they are added to the earlier ones. A part of the panel of so many rows stays in the
 * fastest cache, and long sums lose fewer digits so. The bits depend on it.
 */
#define BLOCK 256

/** The left factor: a value stands at its row's place plus its column's, both of which are steps or tables. */
typedef struct {
  const float *from;
  const int32_t *rowPlaces, *depthPlaces;
  ptrdiff_t rowStep, depthStep;
} Left;

/**
 * The products of a value in memory with one vector, and with another.
 *
 * With AVX-512 each multiplication takes the value from memory itself. A register that held it for both would have an AMD
 * Zen 4 take half as much time again: it reaches 79 of 118 GFLOPS so, and all of them this way. Elsewhere both products
 * are multiplied before either is added, for which the compiler must not know that they are independent: otherwise it adds
 * directly behind each multiplication, which takes the same processor a quarter more time.
 */
INLINE void multiplyBoth(const float *value, Floats one, Floats other, int isWide, Floats *lower,
                         Floats *upper) {
#if LANES == 16
  __asm__("vmulps %1%{1to16%}, %2, %0" : "=v"(*lower) : "m"(*value), "v"(one));
  if (isWide) __asm__("vmulps %1%{1to16%}, %2, %0" : "=v"(*upper) : "m"(*value), "v"(other));
#else
  const Floats factor = splat(*value);
  *lower = factor * one;
  *upper = isWide ? factor * other : *lower;
#ifdef __x86_64__
  __asm__("" : "+x"(*lower), "+x"(*upper));
#endif
#endif
}

/** The sums of a tile of `height` rows and one panel. */
INLINE void sumTile(Left a, int row, int rows, int height, int depthBegin, int depthEnd,
                    const float *b, ptrdiff_t bStep, int isWide, int isTable, Floats *low,
                    Floats *high) {
  const float *from[TILE];
  UNROLL
  for (int i = 0; i < height; i++) {
    // The last tile has its last row several times.
    const int at = row + i < rows ? row + i : rows - 1;
    from[i] = a.from + (isTable ? a.rowPlaces[at] : at * a.rowStep);
    low[i] = high[i] = (Floats){};
  }
  ptrdiff_t place = depthBegin * a.depthStep;
  const int32_t *places = isTable ? a.depthPlaces + depthBegin : 0;
  const float *end = b + (depthEnd - depthBegin) * bStep;
  do {
    if (isTable) place = *places++;
    const Floats first = load(b);
    const Floats second = isWide ? load(b + LANES) : first;
    UNROLL
    for (int i = 0; i < height; i++) {
      Floats lower, upper;
      multiplyBoth(from[i] + place, first, second, isWide, &lower, &upper);
      low[i] += lower;
      if (isWide) high[i] += upper;
    }
    if (!isTable) place += a.depthStep;
    b += bStep;
  } while (b < end);
}

INLINE void tile(Left a, int row, int rows, int height, int depthBegin, int depthEnd, const float *b,
                 ptrdiff_t bStep, float *y, ptrdiff_t yStep, ptrdiff_t columns, int isAdded,
                 int isWide, int isTable) {
  Floats low[TILE], high[TILE];
  sumTile(a, row, rows, height, depthBegin, depthEnd, b, bStep, isWide, isTable, low, high);
  float *to = y + row * yStep;
  UNROLL
  for (int i = 0; i < height; i++, to += yStep) {
    if (row + i >= rows) continue;
    if (isAdded) {
      low[i] += load(to);
      if (isWide) high[i] += load(to + LANES);
    }
    storeFirst(to, low[i], columns);
    if (isWide) storeFirst(to + LANES, high[i], columns - LANES);
  }
}

/**
 * Whether so many columns that are left take both vectors of a panel. Where a vector has 4 floats, a second one that is not
 * needed costs little: there are no tiles for it alone, which would make the module longer.
 */
INLINE int isWideFor(ptrdiff_t columns) { return LANES == 4 || columns > LANES; }

/** What is the same for all tiles of a panel. */
typedef struct {
  Left a;
  int rows, depthBegin, depthEnd;
  const float *b;
  ptrdiff_t bStep;
  float *y;
  ptrdiff_t yStep, columns;
  int isAdded;
} Panel;

INLINE void tiles(const Panel *panel, int isWide, int isTable) {
  const Panel p = *panel;
  int row = 0;
#define ROWS(height)                                                                                 \
  tile(p.a, row, p.rows, height, p.depthBegin, p.depthEnd, p.b, p.bStep, p.y, p.yStep, p.columns,    \
       p.isAdded, isWide, isTable)
#if TILE > 4
  // A few rows that are left do not cost as much as a whole tile.
  for (; row + TILE / 2 < p.rows; row += TILE) ROWS(TILE);
  if (row < p.rows) ROWS(TILE / 2);
#else
  for (; row < p.rows; row += TILE) ROWS(TILE);
#endif
#undef ROWS
}

#if LANES == 16
/** Half a vector of AVX-512: so few columns would leave the other half of a whole one empty. */
typedef float Half __attribute__((vector_size(32)));
typedef Half HalfInMemory __attribute__((aligned(4), may_alias));
#define HALF_LANES 8

/** As tile, with at most half a vector of columns. */
INLINE void halfTile(const Panel *p, int row, int isTable) {
  const float *from[TILE];
  Half sums[TILE];
  UNROLL
  for (int i = 0; i < TILE; i++) {
    const int at = row + i < p->rows ? row + i : p->rows - 1;
    from[i] = p->a.from + (isTable ? p->a.rowPlaces[at] : at * p->a.rowStep);
    sums[i] = (Half){};
  }
  const float *b = p->b;
  for (int at = p->depthBegin; at < p->depthEnd; at++, b += p->bStep) {
    const ptrdiff_t place = isTable ? p->a.depthPlaces[at] : at * p->a.depthStep;
    const Half factors = *(const HalfInMemory *)b;
    UNROLL
    for (int i = 0; i < TILE; i++) {
      Half product;
      __asm__("vmulps %1%{1to8%}, %2, %0" : "=v"(product) : "m"(from[i][place]), "v"(factors));
      sums[i] += product;
    }
  }
  float *to = p->y + row * p->yStep;
  UNROLL
  for (int i = 0; i < TILE; i++, to += p->yStep) {
    if (row + i >= p->rows) continue;
    const Floats sum = __builtin_shufflevector(sums[i], sums[i], 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
    storeFirst(to, p->isAdded ? sum + load(to) : sum, p->columns);
  }
}
KERNEL halfTiles(const Panel *panel) {
  for (int row = 0; row < panel->rows; row += TILE) halfTile(panel, row, 0);
}
KERNEL halfTilesByTable(const Panel *panel) {
  for (int row = 0; row < panel->rows; row += TILE) halfTile(panel, row, 1);
}
#endif

KERNEL wideTiles(const Panel *panel) { tiles(panel, 1, 0); }
KERNEL narrowTiles(const Panel *panel) { tiles(panel, 0, 0); }
KERNEL wideTilesByTable(const Panel *panel) { tiles(panel, 1, 1); }
KERNEL narrowTilesByTable(const Panel *panel) { tiles(panel, 0, 1); }

/**
 * Multiplies matrices of consecutive rows.
 *
 * @param bStep Floats from a row of the right factor to the next; 0 if it is packed in panels.
 */
KERNEL multiply(Left a, int rows, int depth, const float *b, ptrdiff_t bStep, int columns, float *y,
                int isAdded, int isTable) {
  const ptrdiff_t step = bStep ? bStep : PANEL, panelStep = bStep ? PANEL : (ptrdiff_t)depth * PANEL;
  for (int begin = 0; begin < depth; begin += BLOCK) {
    const int end = begin + BLOCK < depth ? begin + BLOCK : depth;
    const float *from = b + begin * step;
    for (int column = 0; column < columns; column += PANEL, from += panelStep) {
      const Panel panel = {a,          rows,    begin,            end,                 from, step,
                           y + column, columns, columns - column, isAdded || begin > 0};
      const int isWide = isWideFor(panel.columns);
#if LANES == 16
      if (panel.columns <= HALF_LANES) {
        if (isTable) halfTilesByTable(&panel);
        else halfTiles(&panel);
        continue;
      }
#endif
      if (isTable && isWide) wideTilesByTable(&panel);
      else if (isTable) narrowTilesByTable(&panel);
      else if (isWide) wideTiles(&panel);
      else narrowTiles(&panel);
    }
  }
}

/** Copies a right factor into panels, each row of which is consecutive. The last panel is filled up with zeros. */
KERNEL pack(const float *from, ptrdiff_t rowStep, ptrdiff_t columnStep, int rows, int columns,
                 float *to) {
  for (int column = 0; column < columns; column += PANEL) {
    const int count = columns - column < PANEL ? columns - column : PANEL;
    const float *begin = from + column * columnStep;
    for (int row = 0; row < rows; row++, begin += rowStep, to += PANEL) {
      if (columnStep == 1 && count == PANEL) {
        store(to, load(begin));
        store(to + LANES, load(begin + LANES));
      } else {
        for (int i = 0; i < PANEL; i++) to[i] = i < count ? begin[i * columnStep] : 0;
      }
    }
  }
}
