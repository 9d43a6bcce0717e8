import { defineSchedule, nonNegative, positive, power as powerOf } from "@anneal/core";

interface PolynomialCyclesOptions {
  readonly initial: number;
  readonly min: number;
  readonly steps: number;
  readonly power: number;
}

/**
 * Keras' polynomial decay with growing cycles, whose cycles contain their end.
 *
 * ```text
 * length = steps · max(1, ⌈t / steps⌉)
 * lr(t)  = initial · w + min · (1 − w)   with w = (1 − t / length)^power
 * ```
 *
 * `polynomialCycles` of `@anneal/polynomial` is the same except at the multiples of `steps`, where it has begun anew.
 */
export const polynomialCycles = /* @__PURE__ */ defineSchedule<PolynomialCyclesOptions>(
  "compat/polynomialCycles",
  {
    package: "@anneal/compat",
    options: { initial: nonNegative, min: nonNegative, steps: positive, power: positive },
    build: ({ initial, min, steps, power }) => ({
      at(step) {
        const time = step / steps;
        const share = time / Math.max(1, Math.ceil(time));
        const weight = powerOf(1 - share, power);
        return initial * weight + min * (1 - weight);
      },
      next: (step) => (Math.floor(step / steps) + 1) * steps,
    }),
  },
);
