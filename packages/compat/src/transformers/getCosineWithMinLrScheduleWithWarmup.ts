import { nonNegative } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { floorOf } from "./floorOf.ts";
import { lengthOf } from "./lengthOf.ts";
import { warmupTo } from "./warmupTo.ts";
import { waves } from "./waves.ts";

/** Options of {@link getCosineWithMinLrScheduleWithWarmup}. */
export interface CosineWithMinLrScheduleWithWarmupOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Steps in all, the warmup included, at least 0; the cosine goes on after them. */
  readonly numTrainingSteps: number;
  /** Whole waves over the steps after the warmup, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
  /** The floor, at least 0, unless `minLrRate` is given. @defaultValue `minLrRate · lr` */
  readonly minLr?: number | null | undefined;
  /** The floor as a share of `lr`, at least 0, unless `minLr` is given. @defaultValue none */
  readonly minLrRate?: number | null | undefined;
}

/**
 * `get_cosine_with_min_lr_schedule_with_warmup`: {@link transformersGetCosineScheduleWithWarmup} down to a floor, from which it
 * rises again.
 *
 * `floor + (lr − floor) · (1 + cos(2π · numCycles · p)) / 2`, where the floor is `minLr` or `minLrRate · lr`.
 *
 * @throws {RangeError} If an option is out of its range, or if not exactly one of `minLr` and `minLrRate` is given.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numTrainingSteps: 110, minLr: 0.05 };
 * const schedule = transformers.getCosineWithMinLrScheduleWithWarmup(options);
 * [5, 10, 60, 110].map((step) => schedule(step)); // => [0.05, 0.1, 0.07500000000000001, 0.05]
 * ```
 */
export const getCosineWithMinLrScheduleWithWarmup = /* @__PURE__ */ definePreset<
  CosineWithMinLrScheduleWithWarmupOptions,
  "minLr" | "minLrRate"
>("transformers.getCosineWithMinLrScheduleWithWarmup", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numTrainingSteps: nonNegative,
    numCycles: nonNegative,
    minLr: nonNegative,
    minLrRate: nonNegative,
  },
  defaults: { numCycles: 0.5, minLr: undefined, minLrRate: undefined },
  build(options, fail) {
    const { lr, numWarmupSteps, numTrainingSteps, numCycles } = options;
    const length = lengthOf(numTrainingSteps, numWarmupSteps);
    return phases(
      [warmupTo(lr, numWarmupSteps)],
      waves(lr, floorOf(options, fail), length, numCycles),
    );
  },
});
