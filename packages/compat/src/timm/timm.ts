import { cosineLRScheduler } from "./cosineLRScheduler.ts";
import { multiStepLRScheduler } from "./multiStepLRScheduler.ts";
import { plateauLRScheduler } from "./plateauLRScheduler.ts";
import { polyLRScheduler } from "./polyLRScheduler.ts";
import { stepLRScheduler } from "./stepLRScheduler.ts";
import { tanhLRScheduler } from "./tanhLRScheduler.ts";

/** Every preset of timm. Bundlers keep all of them for it: each is exported by itself as well. */
export const timm = {
  /**
   * `CosineLRScheduler`: `cycleLimit` cycles of half a cosine each, from a peak of `lr · cycleDecayⁱ` to `lrMin`, then `lrMin`.
   * See {@link cosineLRScheduler}.
   */
  cosineLRScheduler,
  /**
   * `MultiStepLRScheduler`: multiplies the rate by `decayRate` one step before every step in `decayT`, as timm does.
   * See {@link multiStepLRScheduler}.
   */
  multiStepLRScheduler,
  /**
   * `PlateauLRScheduler`: a warmup, during which metrics count for nothing, then PyTorch's `ReduceLROnPlateau` with `patienceT`.
   * See {@link plateauLRScheduler}.
   */
  plateauLRScheduler,
  /**
   * `PolyLRScheduler`: `cycleLimit` cycles of a power of the way left each, from a peak of `lr · cycleDecayⁱ` to `lrMin`.
   * See {@link polyLRScheduler}.
   */
  polyLRScheduler,
  /**
   * `StepLRScheduler`: multiplies the rate by `decayRate` every `decayT` steps, `lr · decayRate^⌊t / decayT⌋`.
   * See {@link stepLRScheduler}.
   */
  stepLRScheduler,
  /**
   * `TanhLRScheduler`: `cycleLimit` cycles of a part of a hyperbolic tangent each, from about `lr · cycleDecayⁱ` towards `lrMin`.
   * See {@link tanhLRScheduler}.
   */
  tanhLRScheduler,
};
