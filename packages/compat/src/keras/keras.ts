import { cosineDecay } from "./cosineDecay.ts";
import { cosineDecayRestarts } from "./cosineDecayRestarts.ts";
import { exponentialDecay } from "./exponentialDecay.ts";
import { inverseTimeDecay } from "./inverseTimeDecay.ts";
import { piecewiseConstantDecay } from "./piecewiseConstantDecay.ts";
import { polynomialDecay } from "./polynomialDecay.ts";
import { reduceLROnPlateau } from "./reduceLROnPlateau.ts";

/**
 * Every preset of Keras. Bundlers keep all of them for it: each is exported by itself as well.
 *
 * Keras computes in 32 bits, and in integers if it is given `initial_learning_rate=1`; these do neither.
 */
export const keras = {
  /**
   * `CosineDecay`: half a cosine from the peak down to `alpha` times the peak over `decaySteps`, where it stays.
   * See {@link cosineDecay}.
   */
  cosineDecay,
  /**
   * `CosineDecayRestarts`: half a cosine down to `alpha · initialLearningRate` again and again, longer and lower each time.
   * See {@link cosineDecayRestarts}.
   */
  cosineDecayRestarts,
  /**
   * `ExponentialDecay`: `initialLearningRate · decayRate^(t / decaySteps)`; with `staircase`, `⌊t / decaySteps⌋` is the exponent.
   * See {@link exponentialDecay}.
   */
  exponentialDecay,
  /**
   * `InverseTimeDecay`: `initialLearningRate / (1 + decayRate · t / decaySteps)`; with `staircase`, of `⌊t / decaySteps⌋`.
   * See {@link inverseTimeDecay}.
   */
  inverseTimeDecay,
  /**
   * `PiecewiseConstantDecay`: `values[i]` after `boundaries[i − 1]` up to `boundaries[i]`, that boundary included.
   * See {@link piecewiseConstantDecay}.
   */
  piecewiseConstantDecay,
  /**
   * `PolynomialDecay`: from `initialLearningRate` to `endLearningRate` along `(1 − t / decaySteps)^power`, where it stays.
   * See {@link polynomialDecay}.
   */
  polynomialDecay,
  /**
   * `ReduceLROnPlateau`, the callback: multiplies the rate by `factor` after `patience` observations in a row without improvement.
   * See {@link reduceLROnPlateau}.
   */
  reduceLROnPlateau,
};
