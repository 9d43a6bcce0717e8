import { curve as curveRule, defineKind, exponential2, nonNegative, power } from "@anneal/core";
import type { Curve } from "@anneal/core";
import { finite } from "./rules.ts";

/** The steps of a curve family are those of every kind: its options are checked, and it writes itself as JSON. */
type Shape = (progress: number, from: number, to: number) => number;

/** The weight of another curve raised to a power: optax lets its cosine have one. */
export const raisedCurve = /* @__PURE__ */ defineKind<
  { exponent: number; curve: Curve },
  Shape,
  (exponent: number, curve: Curve) => Curve
>(
  "compat/raisedCurve",
  {
    package: "@anneal/compat",
    options: { exponent: nonNegative, curve: curveRule },
    signature: "raisedCurve(exponent, curve)",
    collect: (exponent: unknown, curve: unknown) => ({ exponent, curve }),
    build:
      ({ exponent, curve }) =>
      (progress, from, to) => {
        const weight = power(curve(progress, 1, 0), exponent);
        return from * weight + to * (1 - weight);
      },
  },
  (shape, toJSON) => Object.assign(shape, { kind: "compat/raisedCurve", toJSON }),
);

/** `w = (1 − tanh(lower · (1 − p) + upper · p)) / 2`: timm's, which neither begins at `from` nor ends at `to`. */
export const tanhCurve = /* @__PURE__ */ defineKind<
  { lower: number; upper: number },
  Shape,
  (lower: number, upper: number) => Curve
>(
  "compat/tanhCurve",
  {
    package: "@anneal/compat",
    options: { lower: finite, upper: finite },
    signature: "tanhCurve(lower, upper)",
    collect: (lower: unknown, upper: unknown) => ({ lower, upper }),
    build:
      ({ lower, upper }) =>
      (progress, from, to) => {
        // (1 − tanh x) / 2 = 1 / (1 + e^2x)
        const weight =
          1 / (1 + exponential2((2 / Math.LN2) * (lower * (1 - progress) + upper * progress)));
        return from * weight + to * (1 - weight);
      },
  },
  (shape, toJSON) => Object.assign(shape, { kind: "compat/tanhCurve", toJSON }),
);
