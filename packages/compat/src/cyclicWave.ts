import { defineSchedule, nonNegative, oneOf, positive, power } from "@anneal/core";
import { numberFunction } from "./rules.ts";

interface CyclicWaveOptions {
  /** Value at which every cycle begins. */
  readonly from: number;
  /** Value at the turn of the first cycle, above or below `from`. */
  readonly to: number;
  /** Steps from `from` to the turn. */
  readonly up: number;
  /** Steps back; with 0 it falls at once. */
  readonly down: number;
  readonly mode?: "triangular" | "triangular2" | "exp_range" | undefined;
  /** For `"exp_range"`: what the height is multiplied by at every step. */
  readonly gamma?: number | undefined;
  /** Scales the height in place of `mode`, by the cycle counted from 1 or by the step. */
  readonly scaleFn?: ((x: number) => number) | undefined;
  readonly scaleMode?: "cycle" | "iterations" | undefined;
}

/**
 * What `cyclic` of `@anneal/cyclic` refuses and PyTorch's `CyclicLR` takes: a wave that dips, as its momentum does, a height
 * that grows, a scale function of one's own.
 */
export const cyclicWave = /* @__PURE__ */ defineSchedule<CyclicWaveOptions>("compat/cyclicWave", {
  package: "@anneal/compat",
  options: {
    from: nonNegative,
    to: nonNegative,
    up: positive,
    down: nonNegative,
    mode: /* @__PURE__ */ oneOf("triangular", "triangular2", "exp_range"),
    gamma: nonNegative,
    scaleFn: numberFunction,
    scaleMode: /* @__PURE__ */ oneOf("cycle", "iterations"),
  },
  defaults: { mode: "triangular", gamma: 1, scaleFn: undefined, scaleMode: "cycle" },
  build({ from, to, up, down, mode, gamma = 1, scaleFn, scaleMode }) {
    const length = up + down;
    const indexAt = (step: number): number => Math.floor((step / length) * (1 + 2 ** -50));
    const scaleAt = (step: number, index: number): number => {
      if (scaleFn) return scaleFn(scaleMode === "cycle" ? index + 1 : step);
      if (mode === "exp_range") return power(gamma, step);
      return mode === "triangular2" ? power(0.5, index) : 1;
    };
    return {
      at(step) {
        const index = indexAt(step);
        const rise = Math.max(0, step - index * length);
        const height = rise < up ? rise / up : Math.max(0, 1 - (rise - up) / down);
        const share = height * scaleAt(step, index);
        return to * share + from * (1 - share);
      },
      next(step) {
        const start = indexAt(step) * length;
        return step - start < up ? start + up : start + length;
      },
    };
  },
});
