import { getConstantSchedule } from "./getConstantSchedule.ts";
import { getConstantScheduleWithWarmup } from "./getConstantScheduleWithWarmup.ts";
import { getCosineScheduleWithWarmup } from "./getCosineScheduleWithWarmup.ts";
import { getCosineWithHardRestartsScheduleWithWarmup } from "./getCosineWithHardRestartsScheduleWithWarmup.ts";
import { getCosineWithMinLrScheduleWithWarmup } from "./getCosineWithMinLrScheduleWithWarmup.ts";
import { getCosineWithMinLrScheduleWithWarmupLrRate } from "./getCosineWithMinLrScheduleWithWarmupLrRate.ts";
import { getInverseSqrtSchedule } from "./getInverseSqrtSchedule.ts";
import { getLinearScheduleWithWarmup } from "./getLinearScheduleWithWarmup.ts";
import { getPolynomialDecayScheduleWithWarmup } from "./getPolynomialDecayScheduleWithWarmup.ts";
import { getReduceOnPlateauSchedule } from "./getReduceOnPlateauSchedule.ts";
import { getWsdSchedule } from "./getWsdSchedule.ts";
import { greedyLR } from "./greedyLR.ts";

/** Every preset of Hugging Face transformers. Bundlers keep all of them for it: each is exported by itself as well. */
export const transformers = {
  /** `get_constant_schedule`: `lr` at every step. See {@link getConstantSchedule}. */
  getConstantSchedule,
  /**
   * `get_constant_schedule_with_warmup`: `lr · t / numWarmupSteps` up to `lr`, where it stays. The first update has a rate of 0.
   * See {@link getConstantScheduleWithWarmup}.
   */
  getConstantScheduleWithWarmup,
  /**
   * `get_cosine_schedule_with_warmup`: a line from 0 to `lr`, then a cosine, which rises again after `numTrainingSteps`.
   * See {@link getCosineScheduleWithWarmup}.
   */
  getCosineScheduleWithWarmup,
  /**
   * `get_cosine_with_hard_restarts_schedule_with_warmup`: a line from 0 to `lr`, then half a cosine down to 0, `numCycles` times.
   * See {@link getCosineWithHardRestartsScheduleWithWarmup}.
   */
  getCosineWithHardRestartsScheduleWithWarmup,
  /**
   * `get_cosine_with_min_lr_schedule_with_warmup`: {@link transformersGetCosineScheduleWithWarmup} down to a floor, from which it rises again.
   * See {@link getCosineWithMinLrScheduleWithWarmup}.
   */
  getCosineWithMinLrScheduleWithWarmup,
  /**
   * `get_cosine_with_min_lr_schedule_with_warmup_lr_rate`: a warmup that has `lr` at its last step, then a cosine one step ahead.
   * See {@link getCosineWithMinLrScheduleWithWarmupLrRate}.
   */
  getCosineWithMinLrScheduleWithWarmupLrRate,
  /** `get_greedy_schedule`: another name of `GreedyLR`. See {@link greedyLR}. */
  getGreedySchedule: greedyLR,
  /**
   * `get_inverse_sqrt_schedule`: a line from 0 to `lr`, then `lr · √(timescale / (t − numWarmupSteps + timescale))`, for good.
   * See {@link getInverseSqrtSchedule}.
   */
  getInverseSqrtSchedule,
  /**
   * `get_linear_schedule_with_warmup`: a line from 0 to `lr` over `numWarmupSteps`, then one down to 0 at `numTrainingSteps`.
   * See {@link getLinearScheduleWithWarmup}.
   */
  getLinearScheduleWithWarmup,
  /**
   * `get_polynomial_decay_schedule_with_warmup`: a line from 0 to `lr`, then down to `lrEnd` at `numTrainingSteps`, where it stays.
   * See {@link getPolynomialDecayScheduleWithWarmup}.
   */
  getPolynomialDecayScheduleWithWarmup,
  /**
   * `get_reduce_on_plateau_schedule`: PyTorch's `ReduceLROnPlateau`, and just the same as `torch.reduceLROnPlateau` here.
   * See {@link getReduceOnPlateauSchedule}.
   */
  getReduceOnPlateauSchedule,
  /**
   * `get_wsd_schedule`: up from `minLrRatio · lr` to `lr` over `numWarmupSteps`, `lr` for `numStableSteps`, back over `numDecaySteps`.
   * See {@link getWsdSchedule}.
   */
  getWsdSchedule,
  /**
   * `GreedyLR`: divides the rate by `factor` after `patience + 1` improvements in a row, multiplies it by that after as many without.
   * See {@link greedyLR}.
   */
  greedyLR,
};
