#include "lanes.h"

/** Columns that are summed together: four vectors hide the latency of an addition. */
#define VECTORS 4

/** The sums of the columns of a matrix, in double precision, each rounded once. */
EXPORT(sumColumns)
void sumColumns(const float *x, int32_t rows, int32_t columns, float *totals) {
  const float *end = x + (size_t)rows * columns;
  int32_t column = 0;
  for (; column + VECTORS * LANES <= columns; column += VECTORS * LANES) {
    Doubles sum[VECTORS];
    UNROLL
    for (int i = 0; i < VECTORS; i++) sum[i] = (Doubles){};
    for (const float *row = x + column; row < end; row += columns) {
      UNROLL
      for (int i = 0; i < VECTORS; i++) sum[i] += toDoubles(load(row + i * LANES));
    }
    UNROLL
    for (int i = 0; i < VECTORS; i++) store(totals + column + i * LANES, toFloats(sum[i]));
  }
  while (column < columns) {
    const int isFull = columns - column >= LANES;
    Doubles sum = {};
    for (const float *row = x + column; row < end; row += columns) {
      sum += toDoubles(loadLanes(row, isFull));
    }
    storeLanes(totals + column, toFloats(sum), isFull);
    column += isFull ? LANES : 1;
  }
}

/** Gradient of a ReLU: `dy` where `0 < x ≤ limit`, and 0 elsewhere. */
EXPORT(reluGradient)
void reluGradient(const float *x, const float *dy, float *dx, int32_t count, float limit) {
  const Floats limits = splat(limit);
  int32_t index = 0;
  while (index < count) {
    const int isFull = count - index >= LANES;
    const Floats value = loadLanes(x + index, isFull);
    const Integers isOpen = (value > splat(0)) & (value <= limits);
    storeLanes(dx + index, where(isOpen, loadLanes(dy + index, isFull)), isFull);
    index += isFull ? LANES : 1;
  }
}
