/**
 * Vectors, in the words that every kernel uses.
 *
 * The width of a vector is the only thing that depends on the machine. Each lane has sums of its own, which are added up in
 * the order that the loops are written in, so that the results have the same bits for every width: compile with
 * -ffp-contract=off.
 *
 * Addresses are pointers and steps are in bytes, as JavaScript passes them. A kernel has no static data and takes the
 * address of none of its variables, so that the module needs neither a data segment nor a stack in the memory it imports.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

/** Floats in a vector: 4 in WebAssembly, SSE and NEON, 8 in AVX2, 16 in AVX-512. */
#ifndef LANES
#define LANES 4
#endif

/** Columns of a panel: two vectors, so that four rows of sums still fit the registers of every machine. */
#define PANEL (2 * LANES)

/** A function that is called from outside. */
#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name) __attribute__((visibility("default")))
#endif

/** A function that is compiled into each of its callers, with what they know about its arguments. */
#define INLINE static inline __attribute__((always_inline))

/** Writes out a short loop of a fixed length, so that its variables are registers and not an array. */
#define UNROLL _Pragma("clang loop unroll(full)")

typedef float Floats __attribute__((vector_size(4 * LANES)));
typedef int32_t Integers __attribute__((vector_size(4 * LANES)));
typedef double Doubles __attribute__((vector_size(8 * LANES)));

/** The same vectors in memory, where they begin at any float. */
typedef Floats FloatsInMemory __attribute__((aligned(4), may_alias));
typedef Integers IntegersInMemory __attribute__((aligned(4), may_alias));

INLINE int32_t smaller(int32_t a, int32_t b) { return a < b ? a : b; }
INLINE int32_t larger(int32_t a, int32_t b) { return a > b ? a : b; }

/** The address so many bytes further. */
INLINE const float *after(const float *from, ptrdiff_t bytes) {
  return (const float *)((const char *)from + bytes);
}
INLINE float *place(float *from, ptrdiff_t bytes) { return (float *)((char *)from + bytes); }

INLINE Floats load(const float *from) { return *(const FloatsInMemory *)from; }
INLINE void store(float *to, Floats value) { *(FloatsInMemory *)to = value; }

INLINE Floats splat(float value) { return value - (Floats){}; }
INLINE Integers splatInteger(int32_t value) { return value - (Integers){}; }

/** A vector at an address, or one float and zeros: the last channels may be fewer than a vector holds. */
INLINE Floats loadLanes(const float *from, int isFull) {
  return isFull ? load(from) : (Floats){*from};
}

/** The counterpart of loadLanes. */
INLINE void storeLanes(float *to, Floats value, int isFull) {
  if (isFull) store(to, value);
  else *to = value[0];
}

INLINE Integers loadIntegers(const int32_t *from, int isFull) {
  return isFull ? *(const IntegersInMemory *)from : (Integers){*from};
}
INLINE void storeIntegers(int32_t *to, Integers value, int isFull) {
  if (isFull) *(IntegersInMemory *)to = value;
  else *to = value[0];
}

/** `value` in the lanes whose condition holds, and 0 in the others. */
INLINE Floats where(Integers condition, Floats value) {
  return (Floats)((Integers)value & condition);
}

/** `then` in the lanes whose condition holds, and `otherwise` in the others. */
INLINE Floats choose(Integers condition, Floats then, Floats otherwise) {
  return (Floats)(((Integers)then & condition) | ((Integers)otherwise & ~condition));
}
INLINE Integers chooseInteger(Integers condition, Integers then, Integers otherwise) {
  return (then & condition) | (otherwise & ~condition);
}

/** In double precision, and back, each rounded once. */
INLINE Doubles toDoubles(Floats values) { return __builtin_convertvector(values, Doubles); }
INLINE Floats toFloats(Doubles values) { return __builtin_convertvector(values, Floats); }
