import { defineKind } from "./define.ts";
import { cosineWeight, power } from "./elementary.ts";
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
  readonly kind: string;
  toJSON(): ScheduleSpec;
}

/** A curve inside a schedule. */
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
 * @throws {RangeError} When `from` or `to` is 0, which a logarithmic scale does not have.
 */
export const exponentialCurve = /* @__PURE__ */ fixedCurve(
  "exponentialCurve",
  (progress, from, to) => {
    if (from > 0 && to > 0) return from * power(to / from, progress);
    throw new RangeError(
      `@anneal/core: exponentialCurve: both ends must be above 0, got ${from} and ${to}`,
    );
  },
);

/**
 * `w = (1 − p)^power`: the straight line for `power` 1, steeper at the beginning above 1, at the end below 1.
 *
 * @throws {RangeError} Unless `power` is a finite number above 0.
 */
export const polynomialCurve = /* @__PURE__ */ defineKind<
  { power: number },
  (progress: number, from: number, to: number) => number,
  (power: number) => Curve
>(
  "polynomialCurve",
  {
    package: "@anneal/core",
    options: { power: positive },
    collect: (power: unknown) => ({ power }),
    build: ({ power: exponent }) => interpolation((progress) => power(1 - progress, exponent)),
  },
  (shape, toJSON) => Object.assign(shape, { kind: "polynomialCurve", toJSON }),
);
