/**
 * Threads that run a program together. They share each instruction among them, and the next one begins when all of it is done.
 *
 * Every sum is formed whole by one thread, in its one order, so that the bits do not depend on how many threads there are,
 * nor on which of them does what. The thread that runs the program does itself whatever nobody has taken: a helper that comes
 * late, or never, is not waited for.
 */
#pragma once

#include <stdatomic.h>
#include <stdint.h>

#include "system.h"

/** The first words of an arena, where no value is: a line of the cache. */
typedef struct {
  /** The instruction that is shared: its place in the upper half, in how many parts, and the first that nobody has taken. */
  _Atomic uint64_t open;
  /** Parts of it that are done. */
  _Atomic int32_t done;
  /** Helpers that have gone, of all that ever came: `src/engine/nativeEngine.ts` reads it. */
  _Atomic int32_t gone;
} Team;

/** How often a helper looks for work before it goes: for about a millisecond, since the next step is seldom later. */
#define PATIENCE 40000
/** After so many looks another thread may have the processor. */
#define LOOKS 64

/** Passes a moment of waiting. */
static inline void passMoment(int count) {
#ifdef __linux__
  if (count % LOOKS == LOOKS - 1) callSystem(SCHED_YIELD, 0, 0, 0);
#else
  (void)count;
#endif
#ifdef __x86_64__
  __asm__ volatile("pause");
#else
  __asm__ volatile("isb");
#endif
}

static inline uint64_t opened(int32_t place, int parts) {
  return (uint64_t)(uint32_t)place << 32 | (uint64_t)parts << 16;
}
static inline int partsOf(uint64_t open) { return (int)(open >> 16 & 0xffff); }
static inline int32_t placeOf(uint64_t open) { return (int32_t)(open >> 32); }

/** Takes a part that nobody has. Returns -1 if there is none; else `open` tells the instruction that it belongs to. */
static inline int takePart(Team *team, uint64_t *open) {
  *open = atomic_load_explicit(&team->open, memory_order_acquire);
  for (;;) {
    const int part = (int)(*open & 0xffff);
    if (part >= partsOf(*open)) return -1;
    // Whoever succeeds has what the word says now: it holds all that there is to know.
    if (atomic_compare_exchange_weak_explicit(&team->open, open, *open + 1, memory_order_acquire,
                                              memory_order_acquire))
      return part;
  }
}
