/** Runs a program in an arena that is a file: `arm64 FILE PLACE WORDS`. It is compiled for arm64 beside kernels/program.c. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

void run4(float *arena, int32_t program, int32_t words);

int main(int count, char **arguments) {
  if (count != 4) return 2;
  FILE *file = fopen(arguments[1], "r+b");
  if (!file || fseek(file, 0, SEEK_END)) return 3;
  const long bytes = ftell(file);
  float *arena = malloc((size_t)bytes);
  rewind(file);
  if (!arena || fread(arena, 1, (size_t)bytes, file) != (size_t)bytes) return 4;
  run4(arena, atoi(arguments[2]), atoi(arguments[3]));
  rewind(file);
  return fwrite(arena, 1, (size_t)bytes, file) != (size_t)bytes || fclose(file) ? 5 : 0;
}
