import { defineKind } from "./defineKind.ts";
import type { Kind } from "./kind.ts";
import { cosineWeight, exponential2, logarithm2, power } from "./elementary.ts";
import { positive } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { ScheduleSpec } from "./schedule.ts";

/**
 * The shape of a ramp: the value at `progress` of the way between two learning rates.
 *
 * `progress` is in [0, 1). A curve returns `from` to the last bit at 0; whoever uses it returns `to` from 1 on.
 */
export interface Curve {
  (progress: number, from: number, to: number): number;
  /** Its name in JSON. */
  readonly kind: string;
  /** Its JSON form, from which `parse` builds it back inside a schedule. */
  toJSON(): ScheduleSpec;
}

/**
 * A curve inside a schedule.
 *
 * @example
 * ```ts
 * [cosineCurve, polynomialCurve(2), polynomialCurve, Math.cos].map(curve.accepts); // => [true, true, false, false]
 * ```
 */
export const curve: Rule = {
  type: "function",
  rule: "a curve, such as cosineCurve",
  // A factory of curves has a kind too, but no JSON form.
  accepts: (value) => typeof value === "function" && "kind" in value && "toJSON" in value,
};

const interpolation =
  (weight: (progress: number) => number) =>
  (progress: number, from: number, to: number): number => {
    const share = weight(progress);
    return from * share + to * (1 - share);
  };

/* @__NO_SIDE_EFFECTS__ */
function fixedCurve(
  kind: string,
  shape: (progress: number, from: number, to: number) => number,
): Curve {
  return Object.assign(shape, { kind, toJSON: () => ({ kind }) });
}

/** Straight line: `lr = from·(1 − p) + to·p` at progress `p`. */
export const linearCurve = /* @__PURE__ */ fixedCurve(
  "linearCurve",
  /* @__PURE__ */ interpolation((progress) => 1 - progress),
);

/** Half a cosine: `lr = from·w + to·(1 − w)` with `w = (1 + cos πp) / 2`. Slow at both ends. */
export const cosineCurve = /* @__PURE__ */ fixedCurve(
  "cosineCurve",
  /* @__PURE__ */ interpolation(cosineWeight),
);

/** `w = 1 − √p`: falls fast, then ever slower; the cooldown that Hägele et al. (2024) found best for language models. */
export const oneMinusSqrtCurve = /* @__PURE__ */ fixedCurve(
  "oneMinusSqrtCurve",
  /* @__PURE__ */ interpolation((progress) => 1 - Math.sqrt(progress)),
);

/** `w = 1 − p²`: falls slowly, then ever faster. */
export const squareCurve = /* @__PURE__ */ fixedCurve(
  "squareCurve",
  /* @__PURE__ */ interpolation((progress) => 1 - progress * progress),
);

/** `w = 2(1 − p) − (1 + cos πp) / 2`: the cosine mirrored on the straight line. Fast at both ends. */
export const mirrorCosineCurve = /* @__PURE__ */ fixedCurve(
  "mirrorCosineCurve",
  /* @__PURE__ */ interpolation((progress) => 2 * (1 - progress) - cosineWeight(progress)),
);

/** `w = (1 − p) / (1 − p/2)`: the reflected exponential of Chen, Wolfe and Kyrillidis (2021), above the straight line. */
export const rexCurve = /* @__PURE__ */ fixedCurve(
  "rexCurve",
  /* @__PURE__ */ interpolation((progress) => (1 - progress) / (1 - progress / 2)),
);

/**
 * Straight line on a logarithmic scale: `lr = from·(to / from)^p`.
 *
 * @throws {RangeError} When `from` or `to` is 0, which a logarithmic scale does not have, or when `to / from` is no number.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0.25, steps: 4, curve: exponentialCurve })(2); // => 0.5
 * ```
 */
export const exponentialCurve = /* @__PURE__ */ fixedCurve(
  "exponentialCurve",
  (progress, from, to) => {
    const ratio = to / from;
    if (ratio > 0 && ratio < Infinity) return from * power(ratio, progress);
    throw new RangeError(
      `@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got ${from} and ${to}`,
    );
  },
);

type Shape = (progress: number, from: number, to: number) => number;

/* @__NO_SIDE_EFFECTS__ */
function curveFamily<Options, Factory>(
  kind: string,
  options: { readonly [Name in keyof Options]-?: Rule },
  collect: (...values: never[]) => object,
  build: (options: Options) => Shape,
  signature?: string,
): Factory & Kind {
  return defineKind<Options, Shape, Factory>(
    kind,
    { package: "@anneal/core", options, signature, collect, build },
    (shape, toJSON) => Object.assign(shape, { kind, toJSON }),
  );
}

/**
 * `w = (1 − p)^power`: the straight line for `power` 1, steeper at the beginning above 1, at the end below 1.
 *
 * @throws {RangeError} Unless `power` is a finite number above 0.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0, steps: 4, curve: polynomialCurve(2) })(2); // => 0.25
 * ```
 */
export const polynomialCurve = /* @__PURE__ */ curveFamily<
  { power: number },
  (power: number) => Curve
>(
  "polynomialCurve",
  { power: positive },
  (power: unknown) => ({ power }),
  ({ power: exponent }) => interpolation((progress) => power(1 - progress, exponent)),
);

/**
 * `w = 1 − log(1 + (base − 1)·p) / log base`: fast at first, then ever slower; the more so the larger `base`.
 *
 * @throws {RangeError} Unless `base` is a finite number of at least 1.001: nearer to 1 it is a straight line.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0, steps: 4, curve: logarithmicCurve(9) })(1); // => 0.5
 * ```
 */
export const logarithmicCurve = /* @__PURE__ */ curveFamily<
  { base: number },
  (base: number) => Curve
>(
  "logarithmicCurve",
  {
    base: {
      rule: "a finite number of at least 1.001",
      accepts: (value) => positive.accepts(value) && (value as number) >= 1.001,
    },
  },
  (base: unknown) => ({ base }),
  ({ base }) => {
    const scale = 1 / logarithm2(base);
    // Rounding must not carry it past its end, which may be 0.
    return interpolation((progress) =>
      Math.max(0, 1 - logarithm2(1 + (base - 1) * progress) * scale),
    );
  },
);

/**
 * `w = (2^(−halvings·p) − 2^−halvings) / (1 − 2^−halvings)`: an exponential decay towards where it would never arrive,
 * stretched to end there. Its slope halves `halvings` times on the way.
 *
 * @throws {RangeError} Unless `halvings` is a finite number of at least 0.001: nearer to 0 it is a straight line.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0, steps: 4, curve: halvingCurve(2) })(2); // => 0.3333333333333333
 * ```
 */
export const halvingCurve = /* @__PURE__ */ curveFamily<
  { halvings: number },
  (halvings: number) => Curve
>(
  "halvingCurve",
  {
    halvings: {
      rule: "a finite number of at least 0.001",
      accepts: (value) => positive.accepts(value) && (value as number) >= 0.001,
    },
  },
  (halvings: unknown) => ({ halvings }),
  ({ halvings }) => {
    const rest = exponential2(-halvings);
    return interpolation((progress) =>
      Math.max(0, (exponential2(-halvings * progress) - rest) / (1 - rest)),
    );
  },
);

/**
 * A curve the other way round: what it does at its end, this does at its beginning. `w(p)` becomes `1 − w(1 − p)`.
 *
 * @throws {TypeError} If `curve` is no function.
 * @throws {RangeError} If `curve` is a function, but no curve.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0, steps: 4, curve: reversedCurve(squareCurve) })(2); // => 0.25
 * ```
 */
export const reversedCurve = /* @__PURE__ */ curveFamily<{ curve: Curve }, (curve: Curve) => Curve>(
  "reversedCurve",
  { curve },
  (curve: unknown) => ({ curve }),
  ({ curve: forwards }) =>
    (progress, from, to) =>
      progress > 0 ? forwards(1 - progress, to, from) : from,
);

/**
 * A curve whose progress `p` is replaced by `p^exponent`: it lingers at its beginning above 1, hurries from it below 1.
 *
 * @throws {RangeError} Unless `exponent` is a finite number above 0, or if `curve` is a function, but no curve.
 * @throws {TypeError} If `exponent` is no number, or `curve` no function.
 *
 * @example
 * ```ts
 * ramp({ from: 1, to: 0, steps: 4, curve: warpedCurve(2, linearCurve) })(2); // => 0.75
 * ```
 */
export const warpedCurve = /* @__PURE__ */ curveFamily<
  { exponent: number; curve: Curve },
  (exponent: number, curve: Curve) => Curve
>(
  "warpedCurve",
  { exponent: positive, curve },
  (exponent: unknown, curve: unknown) => ({ exponent, curve }),
  ({ exponent, curve: even }) =>
    (progress, from, to) =>
      even(power(progress, exponent), from, to),
  "warpedCurve(exponent, curve)",
);
