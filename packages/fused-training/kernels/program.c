/**
 * Runs a program: instructions of kernels, sizes and places, which the planner wrote into the arena.
 *
 * An instruction begins with its kernel and with how many words it has. A place is a number of floats from the begin of the
 * arena; the place 0 is never used and stands for none.
 */
#include "images.h"
#include "loss.h"
#include "normalization.h"
#include "optimizers.h"
#include "pointwise.h"
#include "pooled.h"
#include "pooling.h"
#include "product.h"
#include "vectors.h"
#include "winograd.h"

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#define RUN run
#else
// Each width has a function of its own in the one library.
#define EXPORT(name) __attribute__((visibility("hidden")))
#define JOIN(name, lanes) name##lanes
#define NAME(name, lanes) JOIN(name, lanes)
#define RUN NAME(run, LANES)
#endif

// In the order of src/plan/kernels.ts.
enum {
  CLEAR, COPY_ROWS, PACK, PRODUCT, TABLE_PRODUCT, SCATTER_ROWS, DEPTHWISE, DEPTHWISE_GRADIENT,
  WINOGRAD_FILTER, WINOGRAD_FILTER_GRADIENT, WINOGRAD_INPUT, WINOGRAD_INPUT_GRADIENT,
  WINOGRAD_OUTPUT, WINOGRAD_OUTPUT_GRADIENT, WINOGRAD_POOLED, WINOGRAD_POOLED_GRADIENT,
  POOL_ROWS, POOL_ROWS_GRADIENT, MAX_POOL, MAX_POOL_GRADIENT, AVERAGE_POOL, AVERAGE_POOL_GRADIENT,
  ACTIVATE, ACTIVATION_GRADIENT, SUM_ROWS, MULTIPLY, DROP_OUT, NORMALIZE, NORMALIZE_BY_MOVING,
  NORMALIZE_GRADIENT, SOFTMAX, SOFTMAX_GRADIENT, CROSS_ENTROPY, MEAN_LOSS, HITS, PENALIZE,
  SGD, MOMENTUM, RMS_PROP, ADAM, POOLED_PRODUCT, POOLED_FILTER_GRADIENT
};

INLINE float floatOf(int32_t word) {
  return (union { int32_t word; float value; }){.word = word}.value;
}

INLINE Window windowOf(const int32_t *w) {
  return (Window){w[0], w[1], w[2], w[3], w[4], w[5], w[6], w[7], w[8], w[9], w[10]};
}

EXPORT(run)
void RUN(float *arena, int32_t program, int32_t words) {
  const int32_t *at = (const int32_t *)arena + program, *end = at + words;
  for (; at < end; at += at[1]) {
    const int32_t *a = at + 2;
#define F(i) (arena + a[i])
#define FLOATS_OR_NONE(i) (a[i] ? arena + a[i] : 0)
#define INTS(i) ((int32_t *)arena + a[i])
#define X(i) floatOf(a[i])
    switch (at[0]) {
    case CLEAR: clear(F(0), a[1]); break;
    case COPY_ROWS: copyRows(F(0), a[1], a[2], F(3), a[4], a[5], a[6], a[7], a[8]); break;
    case PACK:
      for (int i = 0; i < a[5]; i++)
        pack(F(0) + (ptrdiff_t)i * a[6], a[1], a[2], a[3], a[4], F(7) + (ptrdiff_t)i * a[8]);
      break;
    case PRODUCT:
      for (int i = 0; i < a[10]; i++)
        multiply((Left){.from = F(0) + (ptrdiff_t)i * a[11], .rowStep = a[1], .depthStep = a[2]},
                 a[3], a[4], F(5) + (ptrdiff_t)i * a[12], a[6], a[7], F(8) + (ptrdiff_t)i * a[13],
                 a[9], 0);
      break;
    case TABLE_PRODUCT:
      multiply((Left){.from = F(0), .rowPlaces = INTS(1), .depthPlaces = INTS(2)}, a[3], a[4], F(5),
               a[6], a[7], F(8), a[9], 1);
      break;
    case SCATTER_ROWS: scatterRows(F(0), INTS(1), a[2], INTS(3), a[4], a[5], F(6)); break;
    case DEPTHWISE: depthwise(F(0), INTS(1), a[2], INTS(3), a[4], F(5), a[6], a[7], F(8)); break;
    case DEPTHWISE_GRADIENT:
      depthwiseGradient(F(0), INTS(1), a[2], INTS(3), a[4], F(5), a[6], a[7], F(8), F(9),
                        FLOATS_OR_NONE(10));
      break;
    case WINOGRAD_FILTER: winogradFilter(F(0), a[1], F(2)); break;
    case WINOGRAD_FILTER_GRADIENT: winogradFilterGradient(F(0), a[1], F(2)); break;
    case WINOGRAD_INPUT: winogradInput(F(0), INTS(1), a[2], a[3], a[4], F(5), a[6]); break;
    case WINOGRAD_INPUT_GRADIENT:
      winogradInputGradient(F(0), a[1], INTS(2), a[3], a[4], a[5], F(6));
      break;
    case WINOGRAD_OUTPUT:
      winogradOutput(F(0), a[1], a[2], a[3], a[4], a[5], F(6), a[7], F(8));
      break;
    case WINOGRAD_OUTPUT_GRADIENT:
      winogradOutputGradient(F(0), a[1], a[2], a[3], a[4], F(5), a[6]);
      break;
    case WINOGRAD_POOLED:
      winogradPooled(F(0), a[1], a[2], a[3], F(4), a[5], F(6), INTS(7));
      break;
    case WINOGRAD_POOLED_GRADIENT:
      winogradPooledGradient(F(0), INTS(1), a[2], a[3], F(4), a[5]);
      break;
    case POOL_ROWS: poolRows(F(0), a[1], a[2], F(3), a[4], F(5), INTS(6)); break;
    case POOL_ROWS_GRADIENT: poolRowsGradient(F(0), INTS(1), a[2], a[3], F(4)); break;
    case MAX_POOL: maxPool(windowOf(a + 4), F(0), a[1], F(2), INTS(3)); break;
    case MAX_POOL_GRADIENT: maxPoolGradient(windowOf(a + 4), F(0), INTS(1), a[2], F(3)); break;
    case AVERAGE_POOL: averagePool(windowOf(a + 3), F(0), a[1], F(2)); break;
    case AVERAGE_POOL_GRADIENT: averagePoolGradient(windowOf(a + 3), F(0), a[1], F(2)); break;
    case ACTIVATE: activate(a[0], X(1), F(2), a[3], a[4], FLOATS_OR_NONE(5), F(6)); break;
    case ACTIVATION_GRADIENT: activationGradient(a[0], X(1), F(2), F(3), a[4]); break;
    case SUM_ROWS: sumRows(F(0), a[1] ? INTS(1) : 0, a[2], a[3], F(4)); break;
    case MULTIPLY: multiplyValues(F(0), F(1), a[2], F(3)); break;
    case DROP_OUT: dropOut(F(0), a[1], (uint32_t)*INTS(2), a[3], X(4), F(5)); break;
    case NORMALIZE:
      normalize((Normalization){a[0], a[1], X(2), X(3)}, F(4), F(5), F(6), F(7), F(8), F(9), F(10),
                F(11));
      break;
    case NORMALIZE_BY_MOVING:
      normalizeByMoving((Normalization){a[0], a[1], X(2), 0}, F(3), F(4), F(5), F(6), F(7), F(8),
                        F(9));
      break;
    case NORMALIZE_GRADIENT:
      normalizeGradient((Normalization){a[0], a[1], 0, 0}, F(2), F(3), F(4), F(5), F(6), F(7), F(8),
                        FLOATS_OR_NONE(9));
      break;
    case SOFTMAX: softmax(F(0), a[1], a[2]); break;
    case SOFTMAX_GRADIENT: softmaxGradient(F(0), F(1), a[2], a[3]); break;
    case CROSS_ENTROPY:
      *F(0) = (float)crossEntropy(F(1), F(2), a[3], FLOATS_OR_NONE(4), a[5], a[6], FLOATS_OR_NONE(7));
      break;
    case MEAN_LOSS:
      *F(0) = (float)meanLoss(a[1], F(2), F(3), FLOATS_OR_NONE(4), a[5], a[6], FLOATS_OR_NONE(7));
      break;
    case HITS: *F(0) = (float)hits(a[1], F(2), F(3), a[4], a[5]); break;
    case PENALIZE:
      *F(0) = (float)((double)*F(0) + penalize(F(1), FLOATS_OR_NONE(2), a[3], X(4), X(5)));
      break;
    case SGD: updateSgd(F(0), F(1), a[2], F(3)); break;
    case MOMENTUM: updateMomentum(F(0), F(1), F(2), a[3], F(4), a[5]); break;
    case RMS_PROP: updateRmsProp(F(0), F(1), F(2), F(3), a[4], F(5)); break;
    case ADAM: updateAdam(F(0), F(1), F(2), F(3), a[4], F(5)); break;
    case POOLED_PRODUCT:
      pooledProduct((Left){.from = F(0), .rowPlaces = INTS(1), .depthPlaces = INTS(2)}, a[3], a[4],
                    F(5), a[6], F(7), a[8], F(9), INTS(10));
      break;
    case POOLED_FILTER_GRADIENT:
      pooledFilterGradient(F(0), INTS(1), INTS(2), a[3], a[4], F(5), INTS(6), a[7], F(8), a[9]);
      break;
    }
  }
}
