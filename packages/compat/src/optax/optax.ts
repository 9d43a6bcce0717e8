import { constantSchedule } from "./constantSchedule.ts";
import { cosineDecaySchedule } from "./cosineDecaySchedule.ts";
import { cosineOnecycleSchedule } from "./cosineOnecycleSchedule.ts";
import { exponentialDecay } from "./exponentialDecay.ts";
import { joinSchedules } from "./joinSchedules.ts";
import { linearOnecycleSchedule } from "./linearOnecycleSchedule.ts";
import { linearSchedule } from "./linearSchedule.ts";
import { piecewiseConstantSchedule } from "./piecewiseConstantSchedule.ts";
import { piecewiseInterpolateSchedule } from "./piecewiseInterpolateSchedule.ts";
import { polynomialSchedule } from "./polynomialSchedule.ts";
import { reduceOnPlateau } from "./reduceOnPlateau.ts";
import { sgdrSchedule } from "./sgdrSchedule.ts";
import { warmupConstantSchedule } from "./warmupConstantSchedule.ts";
import { warmupCosineDecaySchedule } from "./warmupCosineDecaySchedule.ts";
import { warmupExponentialDecaySchedule } from "./warmupExponentialDecaySchedule.ts";

/**
 * Every preset of optax. Bundlers keep all of them for it: each is exported by itself as well.
 *
 * optax computes in 32 bits unless told otherwise; these do not.
 */
export const optax = {
  /** `constant_schedule`: `value` at every step. See {@link constantSchedule}. */
  constantSchedule,
  /**
   * `cosine_decay_schedule`: `initValue · ((1 − alpha) · w^exponent + alpha)`, with `w = (1 + cos(π · t / decaySteps)) / 2`.
   * See {@link cosineDecaySchedule}.
   */
  cosineDecaySchedule,
  /**
   * `cosine_onecycle_schedule`: half a cosine from `peakValue / divFactor` up to `peakValue`, another down to the last value.
   * See {@link cosineOnecycleSchedule}.
   */
  cosineOnecycleSchedule,
  /**
   * `exponential_decay`: `initValue · decayRate^(s / transitionSteps)` with s steps since `transitionBegin`, never past `endValue`.
   * See {@link exponentialDecay}.
   */
  exponentialDecay,
  /**
   * `join_schedules`: one schedule after another, each on a clock of its own that starts at 0 with it. A boundary belongs to the next.
   * See {@link joinSchedules}.
   */
  joinSchedules,
  /**
   * `linear_onecycle_schedule`: lines up to `peakValue`, back to where it began, and down to `1 / finalDivFactor` of that.
   * See {@link linearOnecycleSchedule}.
   */
  linearOnecycleSchedule,
  /**
   * `linear_schedule`: a line from `initValue` at `transitionBegin` to `endValue` after `transitionSteps` more, where it stays.
   * See {@link linearSchedule}.
   */
  linearSchedule,
  /**
   * `piecewise_constant_schedule`: `initValue` times the factor of every step in `boundariesAndScales` at or before t.
   * See {@link piecewiseConstantSchedule}.
   */
  piecewiseConstantSchedule,
  /**
   * `piecewise_interpolate_schedule`: as {@link optaxPiecewiseConstantSchedule}, with a way to each factor that gets there at its step.
   * See {@link piecewiseInterpolateSchedule}.
   */
  piecewiseInterpolateSchedule,
  /**
   * `polynomial_schedule`: from `initValue` to `endValue` along `(1 − s / transitionSteps)^power`, where it stays.
   * See {@link polynomialSchedule}.
   */
  polynomialSchedule,
  /**
   * `contrib.reduce_on_plateau`: a scale on any schedule, multiplied by `factor` after `patience` bad observations in a row.
   * See {@link reduceOnPlateau}.
   */
  reduceOnPlateau,
  /**
   * `sgdr_schedule`: one {@link warmupCosineDecaySchedule} after another, each for its own `decaySteps`; the last one holds its end.
   * See {@link sgdrSchedule}.
   */
  sgdrSchedule,
  /**
   * `warmup_constant_schedule`: a line from `initValue` to `peakValue` over `warmupSteps`, where it stays.
   * See {@link warmupConstantSchedule}.
   */
  warmupConstantSchedule,
  /**
   * `warmup_cosine_decay_schedule`: a line to `peakValue` over `warmupSteps`, then half a cosine to `endValue` at `decaySteps`.
   * See {@link warmupCosineDecaySchedule}.
   */
  warmupCosineDecaySchedule,
  /**
   * `warmup_exponential_decay_schedule`: a line to `peakValue` over `warmupSteps`, then {@link optaxExponentialDecay} from there.
   * See {@link warmupExponentialDecaySchedule}.
   */
  warmupExponentialDecaySchedule,
};
