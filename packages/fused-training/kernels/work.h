/** How much work an instruction is: what decides whether threads share it. */
#pragma once

#include "instructions.h"

/** About how many vectors of 16 values an instruction goes over; 0 if it cannot be divided. */
static int64_t workOf(const int32_t *at) {
  const int32_t *a = at + 2;
  const int64_t line = LINE;
  switch (at[0]) {
  case CLEAR: case DROP_OUT: return a[1] / line;
  case COPY_ROWS: return (int64_t)a[6] * a[7] * a[8] / line;
  case PACK: return (int64_t)a[3] * a[4] * a[5] / line;
  case PRODUCT: return (int64_t)a[10] * a[3] * a[4] * a[7] / line;
  case TABLE_PRODUCT: return (int64_t)a[3] * a[4] * a[6] / line;
  case SCATTER_ROWS: return (int64_t)a[2] * a[4] * a[5] / line;
  case DEPTHWISE: case DEPTHWISE_GRADIENT: return (int64_t)a[2] * a[4] * a[6] * a[7] / line;
  case WINOGRAD_FILTER: case WINOGRAD_FILTER_GRADIENT: return a[1];
  case WINOGRAD_INPUT: return (int64_t)a[2] * a[4];
  case WINOGRAD_INPUT_GRADIENT: return (int64_t)a[3] * a[5];
  case WINOGRAD_OUTPUT: return 4 * a[2] * tilesOf(a[3], a[4]) * a[5] / line;
  case WINOGRAD_OUTPUT_GRADIENT: return 4 * a[1] * tilesOf(a[2], a[3]) * a[4] / line;
  case WINOGRAD_POOLED: return (int64_t)a[2] * a[3];
  case POOL_ROWS: return (int64_t)4 * a[1] * a[2] / line;
  case MAX_POOL: case AVERAGE_POOL_GRADIENT: return (int64_t)a[1] * a[4] * a[5] * a[6] / line;
  case MAX_POOL_GRADIENT: return (int64_t)a[2] * a[4] * a[5] * a[6] / line;
  case MAXIMUM_GRADIENT: return (int64_t)a[3] * a[4] * a[5] / line;
  case AVERAGE_POOL: return (int64_t)a[1] * a[3] * a[4] * a[5] / line;
  case ACTIVATE: return (int64_t)4 * a[3] * a[4] / line;
  case ACTIVATION_GRADIENT: return a[4] / line;
  case SUM_ROWS: return (int64_t)2 * a[2] * a[3] / line;
  case ADD: case MULTIPLY: case SGD: return a[2] / line;
  case NORMALIZE: case NORMALIZE_BY_MOVING: return (int64_t)4 * a[0] * a[1] / line;
  case NORMALIZE_GRADIENT: return (int64_t)6 * a[0] * a[1] / line;
  case SOFTMAX: return (int64_t)a[1] * a[2];
  case SOFTMAX_GRADIENT: return (int64_t)a[2] * a[3] / 4;
  case MOMENTUM: return 2 * a[3] / line;
  case RMS_PROP: case ADAM: return 4 * a[4] / line;
  case POOLED_PRODUCT: return (int64_t)4 * a[3] * a[4] * a[6] / line;
  case POOLED_FILTER_GRADIENT: return (int64_t)4 * a[3] * a[4] * a[7] / line;
  case WINNERS_FILTER_GRADIENT: return (int64_t)a[5] * a[6] * a[7] * a[10] / line;
  case WINNERS_INPUT_GRADIENT: return (int64_t)a[2] * a[7] * a[8] * a[9] * a[12] / line;
  case TRANSPOSE: return (int64_t)2 * a[1] * a[2] * a[3] / line;
  default: return 0;
  }
}

/** With less work a thread alone is ready before another one has heard of it. */
#define WORTH_SHARING 512
