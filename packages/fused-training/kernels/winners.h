/**
 * The gradients of convolutions with a max pooling of 2×2 behind them, from the winners alone. Three of the four outputs of a
 * window have a gradient of 0, and so has the fourth where a ReLU let nothing pass: what is multiplied by them is left out.
 *
 * A sum of finite terms does not change when terms of 0 are left out. A gradient that is NaN is not 0, and goes on. A value
 * that is NaN makes its outputs NaN; these win their windows, so that the loss is NaN and with it the gradients that come back.
 * Where an infinite value has outputs that all lost, or a gradient of 0 an infinite weight, TensorFlow.js has 0 · ∞, which is
 * NaN; here nothing is added, since the loss does not depend on them.
 *
 * The taps of a filter are runs: so many values that follow each other in the image, at the given places from the first one.
 */
#pragma once

#include "vectors.h"

/** Where the windows of images are, and the taps of their outputs. */
typedef struct {
  /** Of each window the first value of its first output. */
  const int32_t *places;
  /** From an output of a window to that on its right, and to that below. */
  int32_t right, down;
  const int32_t *runs;
  int runCount, runLength;
} Windows;

/** Windows whose gradients are summed before they are added to the earlier ones. The bits depend on it. */
#define WINNERS_BLOCK 32

/** Vectors of a run whose sums are formed at once, in the registers. */
#define WIDE_RUN (LANES == 8 ? 12 : 6)

/** One bit a lane. */
typedef bool Bits __attribute__((ext_vector_type(LANES)));
INLINE uint32_t bitsOf(Integers mask) {
  const Bits bits = __builtin_convertvector(mask, Bits);
#if LANES == 16
  return __builtin_bit_cast(uint16_t, bits);
#else
  // There is no integer of 4 bits: those above are not defined.
  return __builtin_bit_cast(uint8_t, bits) & ((1 << LANES) - 1);
#endif
}

/** A run, by its place, that is multiplied by a gradient. */
typedef struct {
  int32_t place;
  float factor;
} Term;

INLINE void addVectors(const float *from, const Term *terms, const Term *end, int vectors, float *to,
                       ptrdiff_t left) {
  Floats sums[WIDE_RUN];
  UNROLL
  for (int v = 0; v < vectors; v++) sums[v] = (Floats){};
  for (; terms < end; terms++) {
    const float *run = from + terms->place;
    const Floats factor = splat(terms->factor);
    UNROLL
    for (int v = 0; v < vectors; v++) sums[v] += factor * load(run + v * LANES);
  }
  UNROLL
  for (int v = 0; v < vectors; v++) storeFirst(to + v * LANES, load(to + v * LANES) + sums[v], left);
}

// One copy makes the module shorter; a library is faster with one in each caller.
#ifdef __wasm__
#define RUNS KERNEL
#else
#define RUNS INLINE void
#endif

/** Adds the sum of runs of a length: many vectors at once as long as there are so many, and the last ones one by one. */
RUNS addRuns(const float *from, const Term *terms, const Term *end, int length, float *to) {
  int at = 0;
  for (; at + WIDE_RUN * LANES <= length; at += WIDE_RUN * LANES)
    addVectors(from + at, terms, end, WIDE_RUN, to + at, LANES);
  for (; at < length; at += LANES) addVectors(from + at, terms, end, 1, to + at, length - at);
}

/** Adds the gradient of the filter to totals[run, column, place in the run], in a share of the columns. */
KERNEL winnersFilterGradient(const float *x, const Windows *given, int windows, const float *dy,
                             const int32_t *winners, int columns, float *totals, Share share) {
  const Windows w = *given;
  for (int begin = 0; begin < windows; begin += WINNERS_BLOCK) {
    const int count = windows - begin < WINNERS_BLOCK ? windows - begin : WINNERS_BLOCK;
    for (int block = share.begin; block < share.end; block += LANES) {
      // Of each column a bit for each window that hands on a gradient; places and gradients close together.
      float gradients[WINNERS_BLOCK][LANES];
      int32_t places[WINNERS_BLOCK][LANES], handed[LANES];
      Integers bits = {};
      for (int window = 0; window < count; window++) {
        const ptrdiff_t at = (ptrdiff_t)(begin + window) * columns + block;
        const Floats gradient = load(dy + at);
        const Integers winner = loadIntegers(winners + at);
        bits |= (gradient != (Floats){}) & (winner >= 0) & (int32_t)(1u << window);
        store(gradients[window], gradient);
        storeIntegers(places[window], w.places[begin + window] + (-(winner & 1) & w.right) +
                                          (-(winner >> 1) & w.down));
      }
      storeIntegers(handed, bits);
      for (int k = 0; k < LANES && block + k < share.end; k++) {
        Term terms[WINNERS_BLOCK], *end = terms;
        for (uint32_t left = (uint32_t)handed[k]; left; left &= left - 1) {
          const int window = __builtin_ctz(left);
          *end++ = (Term){places[window][k], gradients[window][k]};
        }
        float *total = totals + (ptrdiff_t)(block + k) * w.runLength;
        for (int run = 0; run < w.runCount; run++, total += (ptrdiff_t)columns * w.runLength)
          addRuns(x + w.runs[run], terms, end, w.runLength, total);
      }
    }
  }
}

/** Columns that have a bit each in a word. */
#define WORD_COLUMNS 64

/** Adds the gradient of the input of an image, with the filter as filter[run, column, place in the run]. */
KERNEL winnersInputGradient(const float *dy, const int32_t *winners, int columns,
                            const Windows *given, int windows, const float *filter, float *dx) {
  const Windows w = *given;
  for (int begin = 0; begin < windows; begin += WINNERS_BLOCK) {
    const int count = windows - begin < WINNERS_BLOCK ? windows - begin : WINNERS_BLOCK;
    for (int block = 0; block < columns; block += WORD_COLUMNS) {
      const int width = columns - block < WORD_COLUMNS ? columns - block : WORD_COLUMNS;
      // Of each output of the windows a bit for each column whose gradient it is handed.
      uint64_t handed[WINNERS_BLOCK][4];
      for (int window = 0; window < count; window++) {
        const ptrdiff_t row = (ptrdiff_t)(begin + window) * columns + block;
        uint64_t bits[4] = {};
        for (int k = 0; k < width; k += LANES) {
          const Integers isHanded = load(dy + row + k) != (Floats){};
          const Integers winner = loadIntegers(winners + row + k);
          for (int i = 0; i < 4; i++) bits[i] |= (uint64_t)bitsOf((winner == i) & isHanded) << k;
        }
        for (int i = 0; i < 4; i++) handed[window][i] = bits[i] & (~(uint64_t)0 >> (WORD_COLUMNS - width));
      }
      // A run of all columns stays in the fastest cache.
      for (int run = 0; run < w.runCount; run++) {
        const float *from = filter + ((ptrdiff_t)run * columns + block) * w.runLength;
        for (int i = 0; i < 4 * count; i++) {
          const float *gradients = dy + (ptrdiff_t)(begin + i / 4) * columns + block;
          Term terms[WORD_COLUMNS], *end = terms;
          for (uint64_t left = handed[i / 4][i % 4]; left; left &= left - 1) {
            const int column = __builtin_ctzll(left);
            *end++ = (Term){column * w.runLength, gradients[column]};
          }
          if (end > terms)
            addRuns(from, terms, end, w.runLength,
                    dx + w.places[begin + i / 4] + (i & 1) * w.right + (i >> 1 & 1) * w.down + w.runs[run]);
        }
      }
    }
  }
}

/** Exchanges rows and columns of matrices that follow each other: a share of the columns. */
KERNEL transpose(const float *from, int matrices, int rows, int columns, float *to, Share share) {
  for (int matrix = 0; matrix < matrices; matrix++, from += rows * columns, to += rows * columns)
    for (int column = share.begin; column < share.end; column++)
      for (int row = 0; row < rows; row++) to[column * rows + row] = from[row * columns + column];
}
