import { chainedScheduler } from "./chainedScheduler.ts";
import { constantLR } from "./constantLR.ts";
import { cosineAnnealingLR } from "./cosineAnnealingLR.ts";
import { cosineAnnealingWarmRestarts } from "./cosineAnnealingWarmRestarts.ts";
import { cyclicLR } from "./cyclicLR.ts";
import { cyclicLRMomentum } from "./cyclicLRMomentum.ts";
import { exponentialLR } from "./exponentialLR.ts";
import { lambdaLR } from "./lambdaLR.ts";
import { linearLR } from "./linearLR.ts";
import { multiplicativeLR } from "./multiplicativeLR.ts";
import { multiStepLR } from "./multiStepLR.ts";
import { oneCycleLR } from "./oneCycleLR.ts";
import { oneCycleLRMomentum } from "./oneCycleLRMomentum.ts";
import { polynomialLR } from "./polynomialLR.ts";
import { reduceLROnPlateau } from "./reduceLROnPlateau.ts";
import { sequentialLR } from "./sequentialLR.ts";
import { stepLR } from "./stepLR.ts";
import { swaLR } from "./swaLR.ts";

/** Every preset of PyTorch. Bundlers keep all of them for it: each is exported by itself as well. */
export const torch = {
  /**
   * `ChainedScheduler`: all schedulers at once, `lr · (first(t) / lr) · (second(t) / lr) · …`. Reactive if one of them is.
   * See {@link chainedScheduler}.
   */
  chainedScheduler,
  /** `ConstantLR`: `factor · lr` for the steps before `totalIters`, then `lr`. See {@link constantLR}. */
  constantLR,
  /**
   * `CosineAnnealingLR`: a cosine that falls from `lr` to `etaMin` over `tMax` steps, rises again over as many, and so on for good.
   * See {@link cosineAnnealingLR}.
   */
  cosineAnnealingLR,
  /**
   * `CosineAnnealingWarmRestarts`: half a cosine from `lr` to `etaMin` again and again, each `tMult` times as long as the last.
   * See {@link cosineAnnealingWarmRestarts}.
   */
  cosineAnnealingWarmRestarts,
  /**
   * `CyclicLR`: up a line from `baseLr` to `maxLr` over `stepSizeUp` steps, down again over `stepSizeDown`, and so on for good.
   * See {@link cyclicLR}.
   */
  cyclicLR,
  /**
   * The momentum that `CyclicLR` sets beside the rate, its mirror image: from `maxMomentum` to `baseMomentum` and back.
   * See {@link cyclicLRMomentum}.
   */
  cyclicLRMomentum,
  /** `ExponentialLR`: multiplies the rate by `gamma` at every step, `lr · gamma^t`. See {@link exponentialLR}. */
  exponentialLR,
  /** `LambdaLR`: `lr · lrLambda(t)`. See {@link lambdaLR}. */
  lambdaLR,
  /**
   * `LinearLR`: a straight line from `startFactor · lr` at step 0 to `endFactor · lr` at step `totalIters`, where it stays.
   * See {@link linearLR}.
   */
  linearLR,
  /**
   * `MultiStepLR`: multiplies the rate by `gamma` at every milestone, `lr · gamma^n` with n milestones at or before t.
   * See {@link multiStepLR}.
   */
  multiStepLR,
  /**
   * `MultiplicativeLR`: multiplies the rate by `lrLambda(t)` at every step, `lr · lrLambda(1) · … · lrLambda(⌊t⌋)`.
   * See {@link multiplicativeLR}.
   */
  multiplicativeLR,
  /**
   * `OneCycleLR`: up from `maxLr / divFactor` to `maxLr`, then down to `maxLr / divFactor / finalDivFactor` at the last update.
   * See {@link oneCycleLR}.
   */
  oneCycleLR,
  /**
   * The momentum, for Adam β₁, that `OneCycleLR` sets beside the rate: from `maxMomentum` to `baseMomentum` and back.
   * See {@link oneCycleLRMomentum}.
   */
  oneCycleLRMomentum,
  /**
   * `PolynomialLR`: `lr · (1 − t / totalIters)^power`, and 0 from step `totalIters` on. With a `power` of 0 it stays `lr`.
   * See {@link polynomialLR}.
   */
  polynomialLR,
  /**
   * `ReduceLROnPlateau`: multiplies the rate by `factor` after `patience + 1` observations in a row that are no improvement.
   * See {@link reduceLROnPlateau}.
   */
  reduceLROnPlateau,
  /**
   * `SequentialLR`: one scheduler after another, each on a clock of its own that starts at 0 with it. A milestone belongs to the next.
   * See {@link sequentialLR}.
   */
  sequentialLR,
  /** `StepLR`: multiplies the rate by `gamma` every `stepSize` steps, `lr · gamma^⌊t / stepSize⌋`. See {@link stepLR}. */
  stepLR,
  /**
   * `SWALR` of `torch.optim.swa_utils`: from `lr` to `swaLr` over `annealEpochs` steps, where it stays; at once if they are 0.
   * See {@link swaLR}.
   */
  swaLR,
};
