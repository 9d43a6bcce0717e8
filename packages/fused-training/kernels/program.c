/**
 * Runs a program: instructions of kernels, sizes and places, which the planner wrote into the arena.
 *
 * An instruction begins with its kernel and with how many words it has. A place is a number of floats from the begin of the
 * arena; the place 0 is never used and stands for none.
 */
#include "instructions.h"

#ifdef __wasm__

__attribute__((export_name("run"))) void run(float *arena, int32_t program, int32_t words) {
  const int32_t *at = (const int32_t *)arena + program, *end = at + words;
  for (; at < end; at += at[1]) execute(arena, at, 0, 1);
}

#else

// Each width has functions of its own in the one library.
#define OWN __attribute__((visibility("hidden")))
#define JOIN(name, lanes) name##lanes
#define NAME(name, lanes) JOIN(name, lanes)
#define RUN NAME(run, LANES)
#define HELP NAME(help, LANES)
#include "team.h"
#include "work.h"

static __attribute__((noinline)) void executePart(float *arena, const int32_t *at, int part, int parts) {
  execute(arena, at, part, parts);
}

OWN void RUN(float *arena, int32_t program, int32_t words, int32_t threads) {
  const int32_t *base = (const int32_t *)arena, *end = base + program + words;
  Team *team = (Team *)arena;
  for (const int32_t *at = base + program; at < end; at += at[1]) {
    const int parts = threads == 1 || workOf(at) < WORTH_SHARING ? 1 : threads;
    if (parts == 1) {
      executePart(arena, at, 0, 1);
      continue;
    }
    atomic_store_explicit(&team->done, 0, memory_order_relaxed);
    atomic_store_explicit(&team->open, opened((int32_t)(at - base), parts), memory_order_release);
    uint64_t open;
    for (int part; (part = takePart(team, &open)) >= 0;) {
      executePart(arena, at, part, parts);
      atomic_fetch_add_explicit(&team->done, 1, memory_order_release);
    }
    for (int moment = 0; atomic_load_explicit(&team->done, memory_order_acquire) < parts; moment++)
      passMoment(moment);
  }
}

/** Takes parts of what another thread runs in the arena. Returns when there was nothing to do for a while. */
OWN void HELP(float *arena) {
  Team *team = (Team *)arena;
  for (int moment = 0; moment < PATIENCE;) {
    uint64_t open;
    const int part = takePart(team, &open);
    if (part < 0) {
      passMoment(moment++);
      continue;
    }
    executePart(arena, (const int32_t *)arena + placeOf(open), part, partsOf(open));
    atomic_fetch_add_explicit(&team->done, 1, memory_order_release);
    moment = 0;
  }
  atomic_fetch_add_explicit(&team->gone, 1, memory_order_release);
}

#endif
