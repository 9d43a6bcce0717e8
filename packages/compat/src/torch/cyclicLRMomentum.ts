import { cyclicWave } from "../cyclicWave.ts";
import { definePreset } from "../preset.ts";
import { cyclicDefaults, cyclicRules } from "./cyclicOptions.ts";
import type { CyclicAbsent, CyclicLROptions } from "./cyclicOptions.ts";

/**
 * The momentum that `CyclicLR` sets beside the rate, its mirror image: from `maxMomentum` to `baseMomentum` and back.
 *
 * It takes the options of {@link torchCyclicLR}; `mode` and `scaleFn` scale its height as that of the rate.
 *
 * @throws {RangeError} If an option is out of its range or `cycleMomentum` is false, or when called, if the scale
 *   makes it negative or infinite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const momentum = torch.cyclicLRMomentum({ baseLr: 0, maxLr: 0.1, stepSizeUp: 4 });
 * [0, 4, 8].map((step) => momentum(step)); // => [0.9, 0.8, 0.9]
 * ```
 */
export const cyclicLRMomentum = /* @__PURE__ */ definePreset<CyclicLROptions, CyclicAbsent>(
  "torch.cyclicLRMomentum",
  {
    options: cyclicRules,
    defaults: cyclicDefaults,
    build(options, fail) {
      const { stepSizeUp, stepSizeDown = stepSizeUp, baseMomentum, maxMomentum } = options;
      if (!options.cycleMomentum) fail("cycleMomentum", "true for a momentum to cycle");
      const { mode, gamma, scaleFn, scaleMode } = options;
      const wave = { from: maxMomentum, to: baseMomentum, up: stepSizeUp, down: stepSizeDown };
      return cyclicWave({ ...wave, mode, gamma, scaleFn, scaleMode });
    },
  },
);
