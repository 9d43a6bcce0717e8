#pragma once

#include "lanes.h"

/**
 * `a · b + c`: rounded once in the relaxed build, where the engine has an instruction for it, and twice elsewhere.
 *
 * Only files that include this header are compiled with the relaxed instructions, and they must not compare: LLVM would take
 * a comparison and a choice for a relaxed maximum, which may hand on a NaN.
 */
INLINE Floats multiplyAdd(Floats a, Floats b, Floats c) {
#ifdef __wasm_relaxed_simd__
  return __builtin_wasm_relaxed_madd_f32x4(a, b, c);
#else
  return a * b + c;
#endif
}
