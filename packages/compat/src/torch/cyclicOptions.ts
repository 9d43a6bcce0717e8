import { flag, nonNegative, oneOf, positive } from "@anneal/core";
import { numberFunction, share } from "../rules.ts";

/** Options of {@link torchCyclicLR} and {@link torchCyclicLRMomentum}. */
export interface CyclicLROptions {
  /** Rate at which every cycle begins: a finite number of at least 0. */
  readonly baseLr: number;
  /** Rate at the turn of the first cycle, at least 0; it may be below `baseLr`. */
  readonly maxLr: number;
  /** Steps from `baseLr` to the turn, above 0. @defaultValue `2000` */
  readonly stepSizeUp?: number | undefined;
  /** Steps back, at least 0; with 0 it falls at once. @defaultValue `stepSizeUp` */
  readonly stepSizeDown?: number | undefined;
  /** How the height changes with time. @defaultValue `"triangular"` */
  readonly mode?: "triangular" | "triangular2" | "exp_range" | undefined;
  /** For `"exp_range"`: what the height is multiplied by at every step, at least 0. @defaultValue `1` */
  readonly gamma?: number | undefined;
  /** Scales the height in place of `mode`. Has no JSON form. @defaultValue none */
  readonly scaleFn?: ((x: number) => number) | undefined;
  /** Whether `scaleFn` is given the cycle, counted from 1, or the step. @defaultValue `"cycle"` */
  readonly scaleMode?: "cycle" | "iterations" | undefined;
  /** Has to be true for {@link torchCyclicLRMomentum}. @defaultValue `true` */
  readonly cycleMomentum?: boolean | undefined;
  /** Momentum at the turn of the first cycle, from 0 to 1. @defaultValue `0.8` */
  readonly baseMomentum?: number | undefined;
  /** Momentum at which every cycle begins, from 0 to 1. @defaultValue `0.9` */
  readonly maxMomentum?: number | undefined;
}

export type CyclicAbsent = "stepSizeDown" | "scaleFn";

export const cyclicRules = {
  baseLr: nonNegative,
  maxLr: nonNegative,
  stepSizeUp: positive,
  stepSizeDown: nonNegative,
  mode: /* @__PURE__ */ oneOf("triangular", "triangular2", "exp_range"),
  gamma: nonNegative,
  scaleFn: numberFunction,
  scaleMode: /* @__PURE__ */ oneOf("cycle", "iterations"),
  cycleMomentum: flag,
  baseMomentum: share,
  maxMomentum: share,
};

export const cyclicDefaults = {
  stepSizeUp: 2000,
  stepSizeDown: undefined,
  mode: "triangular",
  gamma: 1,
  scaleFn: undefined,
  scaleMode: "cycle",
  cycleMomentum: true,
  baseMomentum: 0.8,
  maxMomentum: 0.9,
} as const;
