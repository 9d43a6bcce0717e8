/**
 * Convolutions with filters of 3×3 and stride 1 by Winograd's F(2×2, 3×3): 16 products of matrices give tiles of 2×2 outputs,
 * for which sums of 9 taps would need 36 multiplications each channel.
 *
 * A plane holds one of the 16 values of each tile, a row a tile.
 */
#pragma once

#include "pooling.h"
#include "vectors.h"

/** The filter w[3, 3, channels, columns] as 16 planes, a share of each. */
KERNEL winogradFilter(const float *w, ptrdiff_t plane, float *to, Share share) {
  for (ptrdiff_t at = share.begin; at < share.end; at += LANES) {
    const ptrdiff_t left = share.end - at;
    Floats rows[4][3];
    UNROLL
    for (int j = 0; j < 3; j++) {
      const Floats a = load(w + at + j * plane), b = load(w + at + (3 + j) * plane),
                   c = load(w + at + (6 + j) * plane), sum = a + c;
      rows[0][j] = a;
      rows[1][j] = .5f * (sum + b);
      rows[2][j] = .5f * (sum - b);
      rows[3][j] = c;
    }
    UNROLL
    for (int i = 0; i < 4; i++) {
      const Floats sum = rows[i][0] + rows[i][2];
      float *row = to + at + 4 * i * plane;
      storeFirst(row, rows[i][0], left);
      storeFirst(row + plane, .5f * (sum + rows[i][1]), left);
      storeFirst(row + 2 * plane, .5f * (sum - rows[i][1]), left);
      storeFirst(row + 3 * plane, rows[i][2], left);
    }
  }
}

/** The gradient of the filter from that of its 16 planes. */
KERNEL winogradFilterGradient(const float *from, ptrdiff_t plane, float *dw, Share share) {
  for (ptrdiff_t at = share.begin; at < share.end; at += LANES) {
    const ptrdiff_t left = share.end - at;
    Floats rows[4][3];
    UNROLL
    for (int i = 0; i < 4; i++) {
      const float *row = from + at + 4 * i * plane;
      const Floats a = load(row), b = load(row + plane), c = load(row + 2 * plane),
                   d = load(row + 3 * plane), sum = .5f * (b + c);
      rows[i][0] = a + sum;
      rows[i][1] = .5f * (b - c);
      rows[i][2] = sum + d;
    }
    UNROLL
    for (int j = 0; j < 3; j++) {
      const Floats sum = .5f * (rows[1][j] + rows[2][j]);
      storeFirst(dw + at + j * plane, rows[0][j] + sum, left);
      storeFirst(dw + at + (3 + j) * plane, .5f * (rows[1][j] - rows[2][j]), left);
      storeFirst(dw + at + (6 + j) * plane, sum + rows[3][j], left);
    }
  }
}

/** The 16 values of each tile of the input, whose first pixels are at the given places. */
KERNEL winogradInput(const float *x, const int32_t *places, int tiles, ptrdiff_t rowStep,
                          int channels, float *to, ptrdiff_t plane) {
  for (int at = 0; at < tiles; at++, to += channels) {
    for (int channel = 0; channel < channels; channel += LANES) {
      const float *from = x + places[at] + channel;
      const ptrdiff_t left = channels - channel;
      Floats rows[4][4];
      UNROLL
      for (int j = 0; j < 4; j++) {
        const float *column = from + j * channels;
        const Floats a = load(column), b = load(column + rowStep), c = load(column + 2 * rowStep),
                     d = load(column + 3 * rowStep);
        rows[0][j] = a - c;
        rows[1][j] = b + c;
        rows[2][j] = c - b;
        rows[3][j] = b - d;
      }
      UNROLL
      for (int i = 0; i < 4; i++) {
        float *row = to + channel + 4 * i * plane;
        storeFirst(row, rows[i][0] - rows[i][2], left);
        storeFirst(row + plane, rows[i][1] + rows[i][2], left);
        storeFirst(row + 2 * plane, rows[i][2] - rows[i][1], left);
        storeFirst(row + 3 * plane, rows[i][1] - rows[i][3], left);
      }
    }
  }
}

INLINE void addFirst(float *to, Floats value, ptrdiff_t count) {
  storeFirst(to, load(to) + value, count);
}

/** Adds the gradient of the tiles to that of the input, in a share of the channels. */
KERNEL winogradInputGradient(const float *from, ptrdiff_t plane, const int32_t *places, int tiles,
                             ptrdiff_t rowStep, int channels, float *dx, Share share) {
  for (int at = 0; at < tiles; at++, from += channels) {
    for (int channel = share.begin; channel < share.end; channel += LANES) {
      const ptrdiff_t left = share.end - channel;
      Floats rows[4][4];
      UNROLL
      for (int j = 0; j < 4; j++) {
        const float *column = from + channel + j * plane;
        const Floats a = load(column), b = load(column + 4 * plane), c = load(column + 8 * plane),
                     d = load(column + 12 * plane);
        rows[0][j] = a;
        rows[1][j] = b - c + d;
        rows[2][j] = b + c - a;
        rows[3][j] = -d;
      }
      UNROLL
      for (int i = 0; i < 4; i++) {
        float *row = dx + places[at] + i * rowStep + channel;
        addFirst(row, rows[i][0], left);
        addFirst(row + channels, rows[i][1] - rows[i][2] + rows[i][3], left);
        addFirst(row + 2 * channels, rows[i][1] + rows[i][2] - rows[i][0], left);
        addFirst(row + 3 * channels, -rows[i][3], left);
      }
    }
  }
}

/** The four outputs of a tile. */
INLINE void winogradTile(const float *from, ptrdiff_t plane, Floats outputs[4]) {
  Floats rows[4][2];
  UNROLL
  for (int i = 0; i < 4; i++) {
    const float *row = from + 4 * i * plane;
    const Floats a = load(row), b = load(row + plane), c = load(row + 2 * plane),
                 d = load(row + 3 * plane);
    rows[i][0] = a + b + c;
    rows[i][1] = b - c - d;
  }
  UNROLL
  for (int j = 0; j < 2; j++) {
    outputs[j] = rows[0][j] + rows[1][j] + rows[2][j];
    outputs[2 + j] = rows[1][j] - rows[2][j] - rows[3][j];
  }
}

/** The sixteen values whose sums the gradients of four outputs are. */
INLINE void winogradTileGradient(const Floats d[4], float *to, ptrdiff_t plane, ptrdiff_t left) {
  const Floats first[4] = {d[0], d[0] + d[2], d[0] - d[2], -d[2]};
  const Floats second[4] = {d[1], d[1] + d[3], d[1] - d[3], -d[3]};
  UNROLL
  for (int i = 0; i < 4; i++) {
    float *row = to + 4 * i * plane;
    storeFirst(row, first[i], left);
    storeFirst(row + plane, first[i] + second[i], left);
    storeFirst(row + 2 * plane, first[i] - second[i], left);
    storeFirst(row + 3 * plane, -second[i], left);
  }
}

/** The output, with its bias and rectified if asked for, from the 16 planes of its tiles. */
KERNEL winogradOutput(const float *from, ptrdiff_t plane, int images, int height, int width,
                           int columns, const float *bias, int isRectified, float *y) {
  for (int image = 0; image < images; image++, y += (ptrdiff_t)height * width * columns) {
    for (int row = 0; row < height; row += 2) {
      for (int column = 0; column < width; column += 2, from += columns) {
        float *to = y + ((ptrdiff_t)row * width + column) * columns;
        for (int k = 0; k < columns; k += LANES) {
          Floats outputs[4];
          winogradTile(from + k, plane, outputs);
          UNROLL
          for (int i = 0; i < 4; i++) {
            if (row + i / 2 < height && column + i % 2 < width) {
              Floats value = outputs[i] + load(bias + k);
              if (isRectified) value = rectified(value);
              storeFirst(to + k + (ptrdiff_t)(i / 2 * width + i % 2) * columns, value, columns - k);
            }
          }
        }
      }
    }
  }
}

/** The 16 planes of the gradient of the output. */
KERNEL winogradOutputGradient(const float *dy, int images, int height, int width, int columns,
                                   float *to, ptrdiff_t plane) {
  for (int image = 0; image < images; image++, dy += (ptrdiff_t)height * width * columns) {
    for (int row = 0; row < height; row += 2) {
      for (int column = 0; column < width; column += 2, to += columns) {
        const float *from = dy + ((ptrdiff_t)row * width + column) * columns;
        for (int k = 0; k < columns; k += LANES) {
          Floats d[4];
          UNROLL
          for (int i = 0; i < 4; i++) {
            const int isInside = row + i / 2 < height && column + i % 2 < width;
            d[i] = isInside ? load(from + k + (ptrdiff_t)(i / 2 * width + i % 2) * columns)
                            : (Floats){};
          }
          winogradTileGradient(d, to + k, plane, columns - k);
        }
      }
    }
  }
}

/** As winogradOutput, with the maximum of each tile in place of its four outputs. */
KERNEL winogradPooled(const float *from, ptrdiff_t plane, int tiles, int columns,
                           const float *bias, int isRectified, float *y, int32_t *winners) {
  for (int at = 0; at < tiles; at++, from += columns, y += columns, winners += columns) {
    for (int k = 0; k < columns; k += LANES) {
      Floats outputs[4];
      winogradTile(from + k, plane, outputs);
      poolFour(outputs, load(bias + k), isRectified, y + k, winners + k, columns - k);
    }
  }
}
