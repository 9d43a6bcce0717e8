import {
  cosineCurve,
  exponentialCurve,
  linearCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  ramp,
  rexCurve,
  squareCurve,
} from "@anneal/core";
import type { Curve } from "@anneal/core";
import { describeErrors, describeSchedule } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

// The value at 0, 1/4, 1/2, 3/4 of the way from 1 to 0, worked out by hand from the formula of each.
const half = Math.SQRT1_2;
const shapes: readonly (readonly [string, Curve, readonly number[]])[] = [
  ["linearCurve", linearCurve, [1, 0.75, 0.5, 0.25]],
  ["cosineCurve", cosineCurve, [1, 0.5 + half / 2, 0.5, 0.5 - half / 2]],
  ["oneMinusSqrtCurve", oneMinusSqrtCurve, [1, 0.5, 1 - half, 1 - Math.sqrt(3) / 2]],
  ["squareCurve", squareCurve, [1, 15 / 16, 3 / 4, 7 / 16]],
  ["mirrorCosineCurve", mirrorCosineCurve, [1, 1 - half / 2, 0.5, half / 2]],
  ["rexCurve", rexCurve, [1, 6 / 7, 2 / 3, 2 / 5]],
  ["polynomialCurve(1)", polynomialCurve(1), [1, 0.75, 0.5, 0.25]],
  ["polynomialCurve(2)", polynomialCurve(2), [1, 9 / 16, 1 / 4, 1 / 16]],
  ["polynomialCurve(0.5)", polynomialCurve(0.5), [1, Math.sqrt(3) / 2, half, 0.5]],
];
const allCurves: typeof shapes = [...shapes, ["exponentialCurve", exponentialCurve, []]];

const rate = fc.double({ min: 1e-9, max: 10, noNaN: true });
const progress = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

describe.each(shapes)("%s", (_name, curve, weights) => {
  test("has the shape of its formula", () => {
    weights.forEach((weight, index) => {
      expect(curve(index / 4, 1, 0)).toBeCloseTo(weight, 14);
      expect(curve(index / 4, 0.02, 0.5)).toBeCloseTo(0.5 + (0.02 - 0.5) * weight, 14);
    });
  });
});

describe.each(allCurves)("%s", (name, curve) => {
  test("begins at `from` to the last bit", () => {
    fc.assert(
      fc.property(rate, rate, (from, to) => {
        expect(curve(0, from, to)).toBe(from);
      }),
    );
  });

  test("stays between its ends and goes one way", () => {
    fc.assert(
      fc.property(rate, rate, progress, progress, (from, to, a, b) => {
        const slack = 1e-12 * Math.max(from, to);
        const first = curve(Math.min(a, b), from, to);
        const second = curve(Math.max(a, b), from, to);
        expect(Math.min(first, second)).toBeGreaterThanOrEqual(Math.min(from, to) - slack);
        expect(Math.max(first, second)).toBeLessThanOrEqual(Math.max(from, to) + slack);
        expect((second - first) * Math.sign(to - from)).toBeGreaterThanOrEqual(-slack);
      }),
    );
  });

  test("comes close to `to`", () => {
    // A square root is steep at its end: 1e-16 of the way before it, 1e-8 is left.
    expect(curve(1 - 1e-16, 1, 0.5)).toBeCloseTo(0.5, 7);
  });

  test("writes itself as JSON", () => {
    const kind = name.split("(")[0];
    expect(curve.kind).toBe(kind);
    expect(JSON.parse(JSON.stringify(curve))).toMatchObject({ kind });
  });

  describeSchedule(`ramp along ${name}`, () => ramp({ from: 0.3, to: 0.01, steps: 20, curve }), [
    ramp,
    name.startsWith("polynomialCurve") ? polynomialCurve : curve,
  ]);
});

describe("exponentialCurve", () => {
  test("is a straight line on a logarithmic scale", () => {
    [1, 0.1, 0.01, 0.001].forEach((value, index) => {
      expect(exponentialCurve(index / 4, 1, 1e-4)).toBeCloseTo(value, 14);
      expect(exponentialCurve(index / 4, 1e-4, 1)).toBeCloseTo(1e-4 / value, 14);
    });
  });

  test.each([
    [0, 1, "0 and 1"],
    [1, 0, "1 and 0"],
    [0, 0, "0 and 0"],
  ])("refuses %d to %d, in a ramp at construction", (from, to, shown) => {
    const message = `@anneal/core: exponentialCurve: both ends must be above 0, got ${shown}`;
    expect(() => exponentialCurve(0.5, from, to)).toThrow(new RangeError(message));
    expect(() => ramp({ from, to, steps: 1, curve: exponentialCurve })).toThrow(
      new RangeError(message),
    );
  });
});

test("polynomialCurve writes its power", () => {
  expect(polynomialCurve(2.5).toJSON()).toEqual({ kind: "polynomialCurve", power: 2.5 });
});

describeErrors(
  "@anneal/core: polynomialCurve",
  (options: { power: number }) => polynomialCurve.create!(options),
  { power: 2 },
  { power: { rule: "a finite number above 0", outOfRange: [0, -1, NaN, Infinity] } },
);

test("a curve of one's own needs a kind and a JSON form", () => {
  const own: Curve = Object.assign(
    (progress: number, from: number, to: number) => (progress < 0.5 ? from : to),
    { kind: "my/step", toJSON: () => ({ kind: "my/step" }) },
  );
  const schedule = ramp({ from: 1, to: 2, steps: 4, curve: own });
  expect([0, 1, 2, 3, 4].map(schedule)).toEqual([1, 1, 2, 2, 2]);
});
