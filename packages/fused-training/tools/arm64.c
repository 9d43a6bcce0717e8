/**
 * Runs a program in an arena that is a file: `arm64 FILE PLACE WORDS THREADS`. It is compiled for arm64 beside
 * kernels/program.c.
 */
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void run4(float *arena, int32_t program, int32_t words, int32_t threads);
void help4(float *arena);

#define MOST_THREADS 8

static void *help(void *arena) {
  help4(arena);
  return 0;
}

int main(int count, char **arguments) {
  if (count != 5) return 2;
  const int threads = atoi(arguments[4]);
  FILE *file = fopen(arguments[1], "r+b");
  if (!file || fseek(file, 0, SEEK_END)) return 3;
  const long bytes = ftell(file);
  float *arena = aligned_alloc(64, ((size_t)bytes + 63) / 64 * 64);
  rewind(file);
  if (!arena || fread(arena, 1, (size_t)bytes, file) != (size_t)bytes) return 4;
  pthread_t helpers[MOST_THREADS];
  for (int i = 1; i < threads && i <= MOST_THREADS; i++)
    if (pthread_create(&helpers[i - 1], 0, help, arena)) return 6;
  run4(arena, atoi(arguments[2]), atoi(arguments[3]), threads);
  for (int i = 1; i < threads && i <= MOST_THREADS; i++) pthread_join(helpers[i - 1], 0);
  rewind(file);
  return fwrite(arena, 1, (size_t)bytes, file) != (size_t)bytes || fclose(file) ? 5 : 0;
}
