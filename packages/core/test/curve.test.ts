import {
  cosineCurve,
  exponentialCurve,
  halvingCurve,
  linearCurve,
  logarithmicCurve,
  mirrorCosineCurve,
  oneMinusSqrtCurve,
  parse,
  polynomialCurve,
  ramp,
  reversedCurve,
  rexCurve,
  squareCurve,
  warpedCurve,
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
  // 1, 1.75, 2.5, 3.25 and 1, 4.75, 8.5, 12.25, 16.
  [
    "logarithmicCurve(4)",
    logarithmicCurve(4),
    [4, 4 / 1.75, 1.6, 4 / 3.25].map((x) => Math.log2(x) / 2),
  ],
  [
    "logarithmicCurve(16)",
    logarithmicCurve(16),
    [16, 16 / 4.75, 16 / 8.5, 16 / 12.25].map((x) => Math.log2(x) / 4),
  ],
  ["halvingCurve(4)", halvingCurve(4), [1, 7 / 15, 3 / 15, 1 / 15]],
  ["halvingCurve(2)", halvingCurve(2), [1, (4 * half - 1) / 3, 1 / 3, (2 * half - 1) / 3]],
  ["halvingCurve(2000)", halvingCurve(2000), [1, 2 ** -500, 2 ** -1000, 0]],
  [
    "reversedCurve(oneMinusSqrtCurve)",
    reversedCurve(oneMinusSqrtCurve),
    [1, Math.sqrt(3) / 2, half, 0.5],
  ],
  ["reversedCurve(squareCurve)", reversedCurve(squareCurve), [1, 9 / 16, 1 / 4, 1 / 16]],
  ["reversedCurve(halvingCurve(4))", reversedCurve(halvingCurve(4)), [1, 14 / 15, 12 / 15, 8 / 15]],
  ["warpedCurve(2, linearCurve)", warpedCurve(2, linearCurve), [1, 15 / 16, 3 / 4, 7 / 16]],
  [
    "warpedCurve(0.5, linearCurve)",
    warpedCurve(0.5, linearCurve),
    [1, 0.5, 1 - half, 1 - Math.sqrt(3) / 2],
  ],
  [
    "warpedCurve(2, reversedCurve(rexCurve))",
    warpedCurve(2, reversedCurve(rexCurve)),
    [1, 15 / 17, 3 / 5, 7 / 25],
  ],
];
const allCurves: typeof shapes = [
  ...shapes,
  ["exponentialCurve", exponentialCurve, []],
  ["reversedCurve(exponentialCurve)", reversedCurve(exponentialCurve), []],
  ["logarithmicCurve(1.001)", logarithmicCurve(1.001), []],
  ["logarithmicCurve(1e300)", logarithmicCurve(1e300), []],
  ["halvingCurve(0.001)", halvingCurve(0.001), []],
  ["halvingCurve(5.7)", halvingCurve(5.7), []],
];
/** Every curve that takes part in one of another kind. */
const curveKinds = [
  exponentialCurve,
  halvingCurve,
  linearCurve,
  logarithmicCurve,
  oneMinusSqrtCurve,
  polynomialCurve,
  reversedCurve,
  rexCurve,
  squareCurve,
  warpedCurve,
];

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
    curve,
    // After it, because a factory has the same kind as what it makes.
    ...curveKinds,
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
    // The ratio of these is no number above 0.
    [0.1, 1e308, "0.1 and 1e+308"],
    [1e308, 1e-300, "1e+308 and 1e-300"],
  ])("refuses %d to %d, in a ramp at construction", (from, to, shown) => {
    const message = `@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got ${shown}`;
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

describeErrors(
  "@anneal/core: logarithmicCurve",
  (options: { base: number }) => logarithmicCurve.create!(options),
  { base: 2 },
  {
    base: {
      rule: "a finite number of at least 1.001",
      outOfRange: [1, 0, -1, 1.0009, NaN, Infinity],
    },
  },
);

describeErrors(
  "@anneal/core: halvingCurve",
  (options: { halvings: number }) => halvingCurve.create!(options),
  { halvings: 2 },
  {
    halvings: {
      rule: "a finite number of at least 0.001",
      outOfRange: [0, -1, 0.0009, NaN, Infinity],
    },
  },
);

const noCurves = [(progress: number) => progress, polynomialCurve];
const curveCase = {
  rule: "a curve, such as cosineCurve",
  type: "function",
  outOfRange: noCurves,
} as const;

describeErrors(
  "@anneal/core: reversedCurve",
  (options: { curve: Curve }) => reversedCurve.create!(options),
  { curve: linearCurve },
  { curve: curveCase },
);

describeErrors(
  "@anneal/core: warpedCurve(exponent, curve)",
  (options: { exponent: number; curve: Curve }) => warpedCurve.create!(options),
  { exponent: 2, curve: linearCurve },
  {
    exponent: { rule: "a finite number above 0", outOfRange: [0, -1, NaN, Infinity] },
    curve: curveCase,
  },
);

describe("curves of curves", () => {
  test("write what they are made of, and are built back", () => {
    const curve = warpedCurve(1.5, reversedCurve(polynomialCurve(3)));
    const spec = {
      kind: "warpedCurve",
      exponent: 1.5,
      curve: { kind: "reversedCurve", curve: { kind: "polynomialCurve", power: 3 } },
    };
    expect(curve.toJSON()).toEqual(spec);
    const schedule = ramp({ from: 1, to: 0, steps: 7, curve });
    const again = parse(JSON.parse(JSON.stringify(schedule)), [ramp, ...curveKinds]);
    expect(again.spec).toEqual(schedule.spec);
    expect((again as typeof schedule)(3)).toBe(schedule(3));
  });

  test("reversed twice is the same curve", () => {
    for (const [, curve] of shapes) {
      for (const at of [0, 0.25, 0.5, 0.75]) {
        const twice = reversedCurve(reversedCurve(curve));
        expect(twice(at, 0.3, 0.1)).toBeCloseTo(curve(at, 0.3, 0.1), 14);
      }
    }
  });

  test("an exponential refuses an end of 0 inside another curve too", () => {
    for (const curve of [reversedCurve(exponentialCurve), warpedCurve(2, exponentialCurve)]) {
      expect(() => ramp({ from: 1, to: 0, steps: 1, curve })).toThrow("both ends must be above 0");
    }
  });
});

// What other libraries do on the way down from 1 to 0, each formula as it is written there.
describe("agrees with", () => {
  const steps = Array.from({ length: 20 }, (_, index) => index / 20);
  test.each<[string, Curve, (p: number) => number]>([
    ["Megatron-LM's exponential cooldown", halvingCurve(1), (p) => 2 * 0.5 ** p - 1],
    [
      "timm's k-decay",
      warpedCurve(1.7, cosineCurve),
      (p) => (1 + Math.cos(Math.PI * p ** 1.7)) / 2,
    ],
    ["Hugging Face's 1-sqrt warmup", reversedCurve(oneMinusSqrtCurve), (p) => Math.sqrt(1 - p)],
    [
      "DeepSpeed's logarithmic warmup",
      logarithmicCurve(50),
      (p) => 1 - Math.log(1 + 49 * p) / Math.log(50),
    ],
  ])("%s", (_name, curve, theirs) => {
    for (const p of steps) expect(curve(p, 1, 0)).toBeCloseTo(theirs(p), 14);
  });
});

test("a ramp down to 0 is nowhere negative, however the last step is rounded", () => {
  const parameter = fc.double({ min: 1.001, max: 60, noNaN: true });
  const near = fc.integer({ min: 1, max: 20 }).map((ulps) => 1 - ulps * 2 ** -53);
  fc.assert(
    fc.property(parameter, near, (value, p) => {
      expect(logarithmicCurve(value)(p, 1, 0)).toBeGreaterThanOrEqual(0);
      expect(halvingCurve(value)(p, 1, 0)).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 2000 },
  );
});

test("a curve of one's own needs a kind and a JSON form", () => {
  const own: Curve = Object.assign(
    (progress: number, from: number, to: number) => (progress < 0.5 ? from : to),
    { kind: "my/step", toJSON: () => ({ kind: "my/step" }) },
  );
  const schedule = ramp({ from: 1, to: 2, steps: 4, curve: own });
  expect([0, 1, 2, 3, 4].map(schedule)).toEqual([1, 1, 2, 2, 2]);
});
