/**
 * Runs a program in an arena that is a file: `foreign FILE PLACE WORDS THREADS`. It is linked with kernels/program.c, or, if
 * BY_NAME is defined, loads the library that the fifth argument names, as Node does.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#ifdef BY_NAME
#include <dlfcn.h>

static int32_t (*runInLibrary)(int32_t, float *, int32_t, int32_t, int32_t);
static int32_t (*helpInLibrary)(int32_t, float *);
static int32_t width;

static int prepare(char **arguments) {
  void *library = dlopen(arguments[5], RTLD_NOW);
  if (!library) {
    fprintf(stderr, "%s\n", dlerror());
    return 0;
  }
  int32_t (*widest)(void) = (int32_t(*)(void))dlsym(library, "anneal_fused_widest");
  runInLibrary = (int32_t(*)(int32_t, float *, int32_t, int32_t, int32_t))dlsym(library, "anneal_fused_run");
  helpInLibrary = (int32_t(*)(int32_t, float *))dlsym(library, "anneal_fused_help");
  if (!widest || !runInLibrary || !helpInLibrary) return 0;
  width = widest();
  return 1;
}
static void run(float *arena, int32_t program, int32_t words, int32_t threads) {
  runInLibrary(width, arena, program, words, threads);
}
static void help(float *arena) { helpInLibrary(width, arena); }
#else
void run4(float *arena, int32_t program, int32_t words, int32_t threads);
void help4(float *arena);

static int prepare(char **arguments) { return arguments != 0; }
static void run(float *arena, int32_t program, int32_t words, int32_t threads) {
  run4(arena, program, words, threads);
}
static void help(float *arena) { help4(arena); }
#endif

#define MOST_HELPERS 8

static void *helper(void *arena) {
  help(arena);
  return 0;
}

int main(int count, char **arguments) {
  if (count < 5 || !prepare(arguments)) return 2;
  const int helpers = atoi(arguments[4]) - 1;
  FILE *file = fopen(arguments[1], "r+b");
  if (!file || fseek(file, 0, SEEK_END)) return 3;
  const long bytes = ftell(file);
  float *arena = aligned_alloc(64, ((size_t)bytes + 63) / 64 * 64);
  rewind(file);
  if (!arena || fread(arena, 1, (size_t)bytes, file) != (size_t)bytes) return 4;
  pthread_t threads[MOST_HELPERS];
  for (int i = 0; i < helpers; i++)
    if (i >= MOST_HELPERS || pthread_create(&threads[i], 0, helper, arena)) return 5;
  run(arena, atoi(arguments[2]), atoi(arguments[3]), helpers + 1);
  for (int i = 0; i < helpers; i++) pthread_join(threads[i], 0);
  rewind(file);
  return fwrite(arena, 1, (size_t)bytes, file) != (size_t)bytes || fclose(file) ? 6 : 0;
}
