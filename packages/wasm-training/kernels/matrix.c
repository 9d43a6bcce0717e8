#include "lanes.h"

/**
 * Copies a matrix into panels of columns, in which the sums of a product read one place after the other; missing columns of
 * the last panel become zeros. A transposed matrix is one whose two steps are exchanged.
 *
 *     to[panel][row][PANEL]  ←  from + row · rowStep + column · columnStep
 *
 * @param panelStep - Bytes from one panel to the next.
 */
EXPORT(packPanels)
void packPanels(const float *from, ptrdiff_t rowStep, ptrdiff_t columnStep, int32_t rows,
                int32_t columns, float *to, ptrdiff_t panelStep) {
  for (int32_t column = 0; column < columns; column += PANEL) {
    const int32_t width = smaller(columns - column, PANEL);
    const float *source = after(from, column * columnStep);
    float *target = to;
    for (int32_t row = 0; row < rows; row++) {
      if (width == PANEL && columnStep == sizeof(float)) {
        store(target, load(source));
        store(target + LANES, load(source + LANES));
      } else {
        const float *value = source;
        for (int lane = 0; lane < PANEL; lane++) {
          target[lane] = lane < width ? *value : 0;
          value = after(value, columnStep);
        }
      }
      source = after(source, rowStep);
      target += PANEL;
    }
    to = place(to, panelStep);
  }
}

/** Copies rows of consecutive bytes, as into the middle of a padded image. */
EXPORT(copyRows)
void copyRows(const float *from, ptrdiff_t fromStep, float *to, ptrdiff_t toStep, size_t rowBytes,
              int32_t rows) {
  for (int32_t row = 0; row < rows; row++) {
    __builtin_memcpy(to, from, rowBytes);
    from = after(from, fromStep);
    to = place(to, toStep);
  }
}

/** Fills with zeros. */
EXPORT(clear)
void clear(float *to, size_t bytes) { __builtin_memset(to, 0, bytes); }
