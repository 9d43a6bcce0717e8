import { exponential2, logarithm2 } from "@anneal/core";
import type { PureBehaviour } from "@anneal/core";

/** A height that rises from 0 to 1 and falls back, again and again, and what becomes of it in time. */
export interface Wave {
  /** Value where the height is 0. */
  readonly bottom: number;
  /** Value where the height is 1, which may as well be the lower one. */
  readonly top: number;
  /** Steps from a bottom to the top; with 0 a cycle begins at the top. */
  readonly up: number;
  /** Steps from the top to the next bottom. */
  readonly down: number;
  /** The height `rise` steps after a bottom. */
  readonly height: (rise: number) => number;
  /** What the height is multiplied by. */
  readonly scale: (step: number, cycle: number) => number;
}

/** The behaviour of a wave without an end. */
export function waveOf({ bottom, top, up, down, height, scale }: Wave): PureBehaviour {
  // The bounds of a cycle and the step that should meet them can each be a few roundings off: 3 · 0.1 is above 0.3.
  const cycleOf = (step: number): number => Math.floor((step / (up + down)) * (1 + 2 ** -50));
  // Two products, because the sum of two lengths may be infinite and 0 times that is no number.
  const startOf = (cycle: number): number => cycle * up + cycle * down;
  return {
    at(step) {
      const slack = step * 2 ** -50;
      const cycle = cycleOf(step);
      const rise = step - startOf(cycle);
      const share =
        rise > slack || !up
          ? (Math.abs(rise - up) <= slack ? 1 : height(rise)) * scale(step, cycle)
          : 0;
      return top * share + bottom * (1 - share);
    },
    next(step) {
      const cycle = cycleOf(step);
      const turn = startOf(cycle) + up;
      return step + step * 2 ** -50 < turn ? turn : startOf(cycle + 1);
    },
  };
}

/** The scale that stays. */
export const steady: Wave["scale"] = () => 1;

/** The scale that halves with every cycle. */
export const halving: Wave["scale"] = (_step, cycle) => exponential2(-cycle);

/** The scale that is multiplied by `factor` at every step. */
export function fading(factor: number): Wave["scale"] {
  const rate = logarithm2(factor);
  return (step) => exponential2(rate * step);
}
