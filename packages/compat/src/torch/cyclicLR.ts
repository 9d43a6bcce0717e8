import { cyclic } from "@anneal/cyclic";
import { cyclicWave } from "../cyclicWave.ts";
import { decays } from "../geometric.ts";
import { definePreset } from "../preset.ts";
import { cyclicDefaults, cyclicRules } from "./cyclicOptions.ts";
import type { CyclicAbsent, CyclicLROptions } from "./cyclicOptions.ts";

/**
 * `CyclicLR`: up a line from `baseLr` to `maxLr` over `stepSizeUp` steps, down again over `stepSizeDown`, and so on
 * for good.
 *
 * `mode` scales the height `maxLr − baseLr`: `"triangular"` not at all, `"triangular2"` by half with every cycle,
 * `"exp_range"` by `gamma^t`; a `scaleFn` scales it in place of them. {@link torchCyclicLRMomentum} is the momentum beside
 * it.
 *
 * @throws {RangeError} If an option is out of its range, or when called, if the scale makes the rate negative or
 *   infinite.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = torch.cyclicLR({ baseLr: 0, maxLr: 0.1, stepSizeUp: 4, mode: "triangular2" });
 * [0, 2, 4, 8, 12].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0, 0.05]
 * ```
 */
export const cyclicLR = /* @__PURE__ */ definePreset<CyclicLROptions, CyclicAbsent>(
  "torch.cyclicLR",
  {
    options: cyclicRules,
    defaults: cyclicDefaults,
    build({ baseLr, maxLr, stepSizeUp, stepSizeDown = stepSizeUp, mode, gamma, ...scaling }) {
      const { scaleFn, scaleMode } = scaling;
      const range = mode === "exp_range";
      if (scaleFn || baseLr > maxLr || stepSizeDown === 0 || (range && !decays(gamma))) {
        const wave = { from: baseLr, to: maxLr, up: stepSizeUp, down: stepSizeDown };
        return cyclicWave({ ...wave, mode, gamma, scaleFn, scaleMode });
      }
      return cyclic({
        min: baseLr,
        max: maxLr,
        up: stepSizeUp,
        down: stepSizeDown,
        mode: range ? "exponentialRange" : mode,
        factor: range ? gamma : undefined,
      });
    },
  },
);
