import { definePreset } from "../preset.ts";
import { oneCycleDefaults, oneCycleEnds, oneCycleRules } from "./oneCycle.ts";
import type { OneCycleAbsent, OneCycleLROptions } from "./oneCycle.ts";
import { oneCycleCourse } from "./oneCycleCourse.ts";

/**
 * The momentum, for Adam β₁, that `OneCycleLR` sets beside the rate: from `maxMomentum` to `baseMomentum` and back.
 *
 * It takes the options of {@link torchOneCycleLR}, has its turns at the same steps, and differs from PyTorch where that
 * does.
 *
 * @throws {RangeError} If an option is out of its range, if `cycleMomentum` is false, or as {@link torchOneCycleLR}.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const momentum = torch.oneCycleLRMomentum({ maxLr: 0.1, totalSteps: 100 });
 * [0, 29, 99].map((step) => momentum(step)); // => [0.95, 0.85, 0.95]
 * ```
 */
export const oneCycleLRMomentum = /* @__PURE__ */ definePreset<OneCycleLROptions, OneCycleAbsent>(
  "torch.oneCycleLRMomentum",
  {
    options: oneCycleRules,
    defaults: oneCycleDefaults,
    build(options, fail) {
      const { cycleMomentum, baseMomentum, maxMomentum, threePhase, annealStrategy } = options;
      if (!cycleMomentum) fail("cycleMomentum", "true for a momentum to cycle");
      const values = [maxMomentum, baseMomentum, maxMomentum];
      if (threePhase) values.push(maxMomentum);
      return oneCycleCourse(oneCycleEnds(options, fail), values, annealStrategy);
    },
  },
);
