/** The library of a machine: the same program at every width that its processors have. */
#include <stdatomic.h>
#include <stdint.h>

#include "system.h"

#ifdef _WIN32
#define EXPORT __declspec(dllexport)
#else
#define EXPORT __attribute__((visibility("default")))
#endif

#define WIDTH(lanes)                                                                                 \
  extern void run##lanes(float *arena, int32_t program, int32_t words, int32_t threads);             \
  extern void help##lanes(float *arena);
WIDTH(4)
#ifdef __x86_64__
WIDTH(8)
WIDTH(16)
#include <cpuid.h>

/** What the operating system keeps of the registers. */
static uint32_t keptRegisters(void) {
  uint32_t low, high;
  __asm__("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

static int widestOfProcessor(void) {
  uint32_t a, b, c, d;
  if (!__get_cpuid(1, &a, &b, &c, &d) || !(c & bit_OSXSAVE) || !(c & bit_AVX)) return 4;
  const uint32_t kept = keptRegisters();
  if ((kept & 0x06) != 0x06 || !__get_cpuid_count(7, 0, &a, &b, &c, &d) || !(b & bit_AVX2)) return 4;
  const uint32_t all = bit_AVX512F | bit_AVX512DQ | bit_AVX512BW | bit_AVX512VL;
  return (kept & 0xe6) == 0xe6 && (b & all) == all ? 16 : 8;
}
#else
static int widestOfProcessor(void) { return 4; }
#endif

/** How many floats the widest vectors of this processor hold. It is asked once: in a virtual machine that takes microseconds. */
EXPORT int32_t anneal_fused_widest(void) {
  static _Atomic int32_t known;
  int32_t widest = atomic_load_explicit(&known, memory_order_relaxed);
  if (widest == 0) {
    widest = widestOfProcessor();
    atomic_store_explicit(&known, widest, memory_order_relaxed);
  }
  return widest;
}

/** Bytes of a huge page where the others have 4 kB. */
#define HUGE_PAGE ((uintptr_t)2 << 20)

/**
 * Asks Linux for huge pages for an arena into which nothing was written yet: a processor remembers where so few are, and a
 * step goes over thousands of small ones. Other systems are not asked.
 */
EXPORT void anneal_fused_prepare(float *arena, int64_t words) {
#ifdef __linux__
  const uintptr_t from = ((uintptr_t)arena + HUGE_PAGE - 1) & ~(HUGE_PAGE - 1);
  const uintptr_t to = ((uintptr_t)arena + 4 * (uintptr_t)words) & ~(HUGE_PAGE - 1);
  // A system without them says no, and nothing is lost.
  if (from < to) callSystem(MADVISE, (long)from, (long)(to - from), MADV_HUGEPAGE);
#else
  (void)arena, (void)words;
#endif
}

/**
 * Runs a program at a width: 4, 8 or 16 floats in a vector. Others may help, until there are so many threads.
 * Returns 0 if this processor does not have the width.
 */
EXPORT int32_t anneal_fused_run(int32_t width, float *arena, int32_t program, int32_t words, int32_t threads) {
  if (width > anneal_fused_widest()) return 0;
  switch (width) {
  case 4: run4(arena, program, words, threads); return 1;
#ifdef __x86_64__
  case 8: run8(arena, program, words, threads); return 1;
  case 16: run16(arena, program, words, threads); return 1;
#endif
  default: return 0;
  }
}

/** Helps with what is run in an arena, until nothing was for a while. Returns 0 if this processor does not have the width. */
EXPORT int32_t anneal_fused_help(int32_t width, float *arena) {
  if (width > anneal_fused_widest()) return 0;
  switch (width) {
  case 4: help4(arena); return 1;
#ifdef __x86_64__
  case 8: help8(arena); return 1;
  case 16: help16(arena); return 1;
#endif
  default: return 0;
  }
}
