#pragma once

#include <stdint.h>

/**
 * The sizes of an operation that moves a window over images in NHWC format, as `src/compiled/window.ts` writes them into
 * the memory.
 */
typedef struct {
  int32_t height;
  int32_t width;
  int32_t channels;
  int32_t outHeight;
  int32_t outWidth;
  int32_t filterHeight;
  int32_t filterWidth;
  int32_t strideHeight;
  int32_t strideWidth;
  int32_t dilationHeight;
  int32_t dilationWidth;
  /** Rows of padding above an image. */
  int32_t top;
  /** Columns of padding before an image. */
  int32_t left;
} Window;
