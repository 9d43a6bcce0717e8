import { definePreset } from "../preset.ts";
import { oneCycleDefaults, oneCycleEnds, oneCycleRules } from "./oneCycle.ts";
import type { OneCycleAbsent, OneCycleLROptions } from "./oneCycle.ts";
import { oneCycleCourse } from "./oneCycleCourse.ts";

/**
 * `OneCycleLR`: up from `maxLr / divFactor` to `maxLr`, then down to `maxLr / divFactor / finalDivFactor` at the last
 * update.
 *
 * The top is at step `pctStart · totalSteps − 1`, the end at `totalSteps − 1`; with `threePhase` it is back at its
 * first rate at `2 · pctStart · totalSteps − 2`, and falls from there.
 * Differs: after the end it holds, where PyTorch bounces; three phases with a `pctStart` above 0.5, which never reach
 * their end in PyTorch, are refused.
 *
 * @throws {RangeError} If an option is out of its range, if neither `totalSteps` nor `epochs` with `stepsPerEpoch` is
 *   given, or if `pctStart` is above 0.5 with `threePhase`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.oneCycleLR({ maxLr: 0.1, totalSteps: 100 });
 * [0, 29, 99, 100].map((step) => schedule(step)); // => [0.004, 0.1, 4e-7, 4e-7]
 * ```
 */
export const oneCycleLR = /* @__PURE__ */ definePreset<OneCycleLROptions, OneCycleAbsent>(
  "torch.oneCycleLR",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build(options, fail) {
      const { maxLr, divFactor, finalDivFactor, threePhase, annealStrategy } = options;
      const initial = maxLr / divFactor;
      const final = initial / finalDivFactor;
      const values = threePhase ? [initial, maxLr, initial, final] : [initial, maxLr, final];
      return oneCycleCourse(oneCycleEnds(options, fail), values, annealStrategy);
    },
  },
);
