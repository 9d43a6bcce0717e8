import { mappable, oneOf } from "@anneal/core";
import type { Fail, PureBehaviour } from "@anneal/core";
import { fading, halving, steady, waveOf } from "./wave.ts";

/** Course of {@link cyclic} and {@link cyclicMomentum} in time. */
export interface Triangles {
  /** Steps from the beginning of a cycle to its turning point: a finite number of at least 0; with 0 every cycle begins at it. */
  readonly up: number;
  /** Steps from the turning point to the next cycle: a finite number of at least 0; with 0 it is never quite reached. @defaultValue `up` */
  readonly down?: number | undefined;
  /** What becomes of the height of a triangle: it stays, halves with every cycle, or is multiplied by `factor` at every step. @defaultValue `"triangular"` */
  readonly mode?: "triangular" | "triangular2" | "exponentialRange" | undefined;
  /** For `"exponentialRange"`, and only for it: a number above 0 and at most 1. */
  readonly factor?: number | undefined;
  /**
   * A function of your own in place of `mode`: what the height is multiplied by, from the index of the cycle, counted from
   * 0, or from the step. Only one with a name in JSON, from `mapping` of `@anneal/core`, lets the schedule be written as JSON.
   */
  readonly scale?: ((cycleOrStep: number) => number) | undefined;
  /** What `scale` is a function of. @defaultValue `"cycle"` */
  readonly scaleOn?: "cycle" | "step" | undefined;
}

/** What {@link Triangles} may leave open. */
export type Undecided = "down" | "factor" | "scale" | "scaleOn";

/** A scale of your own. */
export const scaleRule = /* @__PURE__ */ mappable("@anneal/cyclic: scale");

/** What becomes of the height. */
export const modeRule = /* @__PURE__ */ oneOf("triangular", "triangular2", "exponentialRange");

/** What an own scale is a function of. */
export const scaleOnRule = /* @__PURE__ */ oneOf("cycle", "step");

/** Triangles from `bottom` to `top`, which may as well be the lower one, and back. */
export function trianglesOf(
  { up, down = up, mode, factor, scale, scaleOn }: Triangles,
  bottom: number,
  top: number,
  fail: Fail,
): PureBehaviour {
  if ((mode === "exponentialRange") === !factor) {
    fail("factor", "given for exponentialRange alone");
  }
  if (scale && mode !== "triangular") fail("mode", "left out with scale");
  if (scaleOn && !scale) fail("scaleOn", "left out without scale");
  if (!(up + down)) fail("up", "above 0 without down");
  return waveOf({
    bottom,
    top,
    up,
    down,
    height: (rise) => (rise < up ? rise / up : 1 - (rise - up) / down),
    scale: scale
      ? (step, cycle) => scale(scaleOn === "step" ? step : cycle)
      : factor
        ? fading(factor)
        : mode === "triangular2"
          ? halving
          : steady,
  });
}
