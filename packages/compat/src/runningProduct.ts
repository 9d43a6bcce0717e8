import { defineSchedule, nonNegative } from "@anneal/core";
import { numberFunction } from "./rules.ts";

/**
 * The product of a function's values so far: `lr(t) = initial · f(1) · f(2) · … · f(⌊t⌋)`.
 *
 * There is no closed form of a function that is not known. The last product is remembered, so that asking for one step
 * after the other costs one call each.
 */
export const runningProduct = /* @__PURE__ */ defineSchedule<{
  initial: number;
  factorAt: (step: number) => number;
}>("compat/runningProduct", {
  package: "@anneal/compat",
  options: { initial: nonNegative, factorAt: numberFunction },
  build({ initial, factorAt }) {
    let reached = 0;
    let product = initial;
    return {
      at(step) {
        const whole = Math.floor(step);
        if (whole < reached) {
          reached = 0;
          product = initial;
        }
        while (reached < whole) product *= factorAt(++reached);
        return product;
      },
    };
  },
});
