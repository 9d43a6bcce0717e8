/** Calls of Linux without a library of C. */
#pragma once

#ifdef __linux__
#define MADV_HUGEPAGE 14

#ifdef __x86_64__
#define MADVISE 28
#define SCHED_YIELD 24

static inline long callSystem(long number, long first, long second, long third) {
  __asm__ volatile("syscall"
                   : "+a"(number)
                   : "D"(first), "S"(second), "d"(third)
                   : "rcx", "r11", "memory");
  return number;
}
#else
#define MADVISE 233
#define SCHED_YIELD 124

static inline long callSystem(long number, long first, long second, long third) {
  register long called __asm__("x8") = number;
  register long result __asm__("x0") = first;
  register long x1 __asm__("x1") = second;
  register long x2 __asm__("x2") = third;
  __asm__ volatile("svc 0" : "+r"(result) : "r"(called), "r"(x1), "r"(x2) : "memory");
  return result;
}
#endif
#endif
