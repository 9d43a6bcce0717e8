import { decayFactorCase, nonNegativeCase, oneOfCase, optional } from "@anneal/testing";
import type { OptionCase } from "@anneal/testing";

/** A share of the steps, or a momentum. */
export const shareCase: OptionCase = optional({
  rule: "a number from 0 to 1",
  outOfRange: [-0.1, 1.0000001, NaN, Infinity],
});

/** How many phases a cycle has. */
export const phasesCase: OptionCase = optional({
  rule: "2 or 3",
  outOfRange: [0, 1, 2.5, 4, NaN],
});

/** The options that `cyclic` and `cyclicMomentum` share. */
export const triangleCases = {
  up: nonNegativeCase,
  down: optional(nonNegativeCase),
  mode: optional(
    oneOfCase(["triangular", "triangular2", "exponentialRange"], ["", "exp_range", "Triangular"]),
  ),
  factor: optional(decayFactorCase),
  scale: optional({
    type: "function",
    rule: "a function of a number, or one named by mapping",
    outOfRange: [],
  }),
  scaleOn: optional(oneOfCase(["cycle", "step"], ["", "iterations"])),
};
