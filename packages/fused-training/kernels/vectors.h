/**
 * Vectors, in the words that every kernel uses.
 *
 * The width of a vector is the only thing that depends on the machine. A sum is added up in the order that the loops are
 * written in, and each of its terms has the same place whatever the width, so that the results have the same bits
 * everywhere: compile with -ffp-contract=off.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Floats in a vector: 4 in WebAssembly, SSE2 and NEON, 8 in AVX2, 16 in AVX-512. */
#ifndef LANES
#define LANES 4
#endif

/** A function that is compiled into each of its callers, with what they know about its arguments. */
#define INLINE static inline __attribute__((always_inline))

/** A function of its own: the loops of one that had all kernels in it would not find enough registers. */
#define KERNEL static __attribute__((noinline)) void

/** What takes little of the time of a step: the module is shorter with one copy of it, which is not unrolled. */
#define SELDOM static __attribute__((noinline, minsize))

/** Writes out a short loop of a fixed length, so that its variables are registers and not an array. */
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float Floats __attribute__((vector_size(4 * LANES)));
typedef int32_t Integers __attribute__((vector_size(4 * LANES)));
typedef uint32_t Words __attribute__((vector_size(4 * LANES)));
typedef double Doubles __attribute__((vector_size(8 * LANES)));

/** The same vectors in memory, where they begin at any float. */
typedef Floats FloatsInMemory __attribute__((aligned(4), may_alias));
typedef Integers IntegersInMemory __attribute__((aligned(4), may_alias));

/** What a thread does of an instruction: so many rows, images, columns or whatever it goes over, from one of them on. */
typedef struct {
  int begin, end, count;
} Share;

/** The share of one of so many threads. It begins at a multiple of `unit`, and may be empty. */
INLINE Share shareOf(int count, int unit, int part, int parts) {
  if (parts == 1) return (Share){0, count, count};
  const int64_t units = (count + unit - 1) / unit;
  const int begin = (int)(units * part / parts) * unit, end = (int)(units * (part + 1) / parts) * unit;
  return (Share){begin, end < count ? end : count, (end < count ? end : count) - begin};
}

INLINE Floats load(const float *from) { return *(const FloatsInMemory *)from; }
INLINE void store(float *to, Floats value) { *(FloatsInMemory *)to = value; }
INLINE Integers loadIntegers(const int32_t *from) { return *(const IntegersInMemory *)from; }
INLINE void storeIntegers(int32_t *to, Integers value) { *(IntegersInMemory *)to = value; }

INLINE Floats splat(float value) { return value - (Floats){}; }
INLINE Integers splatInteger(int32_t value) { return value - (Integers){}; }

/** Stores the first lanes: a row may end within a vector. */
INLINE void storeFirst(float *to, Floats value, ptrdiff_t count) {
  if (count >= LANES) store(to, value);
#if LANES == 16
  else if (count > 0) __builtin_ia32_storeups512_mask(to, value, (uint16_t)((1 << count) - 1));
#else
  else
    for (ptrdiff_t lane = 0; lane < count; lane++) to[lane] = value[lane];
#endif
}
INLINE void storeFirstIntegers(int32_t *to, Integers value, ptrdiff_t count) {
  storeFirst((float *)to, (Floats)value, count);
}

/** One value where the mask is set, the other elsewhere. */
INLINE Floats select(Integers mask, Floats yes, Floats no) {
  return (Floats)(((Integers)yes & mask) | ((Integers)no & ~mask));
}

/** The value where the mask is set, 0 elsewhere. */
INLINE Floats only(Integers mask, Floats value) { return (Floats)((Integers)value & mask); }

/** max(0, x). NaN stays NaN. */
INLINE Floats rectified(Floats x) { return (Floats)((Integers)x & ~(x < (Floats){})); }

/** Where the second value takes the place of the first as their maximum. A NaN is larger than everything. */
INLINE Integers isLarger(Floats second, Floats first) {
  return (second > first) | ((second != second) & (first == first));
}

INLINE Doubles widened(Floats x) { return __builtin_convertvector(x, Doubles); }
INLINE Floats narrowed(Doubles x) { return __builtin_convertvector(x, Floats); }

/** Columns that are summed together: those of a line of the cache, so that each line is read once. */
#define BLOCK_COLUMNS 16
#define BLOCK_VECTORS (BLOCK_COLUMNS / LANES)

/**
 * Sums an expression over rows in double precision, since a gradient is often a small rest of large terms. The expression
 * has the place `at` of the values in a matrix, and the vector `v` of the block.
 */
#define SUM_OF_ROWS(sums, rows, columns, block, expression)                                          \
  do {                                                                                               \
    UNROLL                                                                                           \
    for (int v = 0; v < BLOCK_VECTORS; v++) sums[v] = (Doubles){};                                   \
    for (ptrdiff_t row_ = 0; row_ < (rows); row_++) {                                                \
      UNROLL                                                                                         \
      for (int v = 0; v < BLOCK_VECTORS; v++) {                                                      \
        const ptrdiff_t at = row_ * (columns) + (block) + v * LANES;                                 \
        sums[v] += widened(expression);                                                              \
      }                                                                                              \
    }                                                                                                \
  } while (0)
