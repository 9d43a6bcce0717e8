import { childOf, nextOf, polynomialCurve, ramp } from "@anneal/core";
import { polynomial } from "@anneal/polynomial";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.9, steps: 4, min: 0.1, power: 2 };

test.each([
  [0, 0.9],
  [1, 0.55],
  [2, 0.3],
  [2.5, 0.2125],
  [3, 0.15],
  [3.999999, 0.1],
  [4, 0.1],
  [5, 0.1],
  [1e9, 0.1],
])("falls along a parabola and holds: %d → %d", (at, value) =>
  expect(polynomial(options)(at)).toBeCloseTo(value, 11),
);

test.each([
  [0, 1],
  [7, 0.75],
  [12, 0.5],
  [15, 0.25],
  [16, 0],
  [17, 0],
])("falls ever faster with power 0.5: %d → %d", (at, value) =>
  expect(polynomial({ initial: 1, steps: 16, power: 0.5 })(at)).toBe(value),
);

test("is a straight line to 0 by default", () => {
  expect([0, 1, 2, 4, 5].map(polynomial({ initial: 1, steps: 4 }))).toEqual([1, 0.75, 0.5, 0, 0]);
});

test("ends exactly, never rises, and is the ramp along polynomialCurve", () => {
  const power = fc.double({ min: 0.1, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(learningRate(), learningRate()),
      duration(),
      power,
      anyStep(),
      anyStep(),
      (rates, steps, exponent, early, late) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const schedule = polynomial({ initial, steps, min, power: exponent });
        expect(schedule(0)).toBe(initial);
        expect(schedule(steps)).toBe(min);
        expect(schedule.end).toBe(steps);
        const [first, second] = [Math.min(early, late), Math.max(early, late)];
        expect(schedule(second)).toBeLessThanOrEqual(schedule(first) * (1 + 2 ** -49));
        const curve = polynomialCurve(exponent);
        expect(schedule(early)).toBe(ramp({ from: initial, to: min, steps, curve })(early));
      },
    ),
  );
});

describe("agrees with", () => {
  // torch 2.13.0, PolynomialLR(5, 2.0) with base rate 0.1, closed form.
  test.each([
    [0, 0.1],
    [1, 0.06400000000000002],
    [4, 0.003999999999999998],
    [5, 0],
    [8, 0],
  ])("PyTorch: %d → %d", (at, value) =>
    expect(polynomial({ initial: 0.1, steps: 5, power: 2 })(at)).toBeCloseTo(value, 15),
  );

  // keras 3.15.1, PolynomialDecay(0.1, 5, 0.01, 2.0), float32.
  test.each([
    [1, 0.06760000437498093],
    [4, 0.013599999248981476],
    [5, 0.009999999776482582],
    [8, 0.009999999776482582],
  ])("Keras: %d → %d", (at, value) =>
    expect(polynomial({ initial: 0.1, steps: 5, min: 0.01, power: 2 })(at)).toBeCloseTo(value, 7),
  );

  // optax 0.2.8, polynomial_schedule(0.1, 0.01, 2.0, 4, 1), float64; its last argument is a delay of one step.
  test.each([
    [0, 0.1],
    [1, 0.060625000000000005],
    [2, 0.0325],
    [3, 0.015625],
    [4, 0.01],
  ])("optax: %d → %d", (at, value) =>
    expect(polynomial({ initial: 0.1, steps: 4, min: 0.01, power: 2 })(at)).toBeCloseTo(value, 15),
  );
});

test("announces its end", () => {
  expect([0, 3.9, 4].map((at) => nextOf(childOf(polynomial(options)), at))).toEqual([
    4,
    4,
    Infinity,
  ]);
});

// timm 1.0.29, PolyLRScheduler(t_initial=5, lr_min=0.01, power=0.5) with base rate 0.1.
test.each([
  [0, 0.1],
  [1, 0.09049844718999243],
  [2, 0.0797137002317335],
  [3, 0.06692099788303084],
  [4, 0.050249223594996215],
  [5, 0.01],
  [7, 0.01],
])("agrees with timm: %d → %d", (at, value) =>
  expect(polynomial({ initial: 0.1, steps: 5, min: 0.01, power: 0.5 })(at)).toBeCloseTo(value, 14),
);

test("writes its defaults", () => {
  expect(polynomial({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "polynomial",
    initial: 0.1,
    steps: 5,
    min: 0,
    power: 1,
  });
});

test("refuses a floor above the start", () => {
  expect(() => polynomial({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
    new RangeError("@anneal/polynomial: polynomial: min must be at most initial (0.1), got 0.2"),
  );
});

const rate = "a finite number of at least 0";
const above = "a finite number above 0";
describeErrors("@anneal/polynomial: polynomial", polynomial, options, {
  initial: { rule: rate, outOfRange: [-1, NaN, Infinity] },
  steps: { rule: above, outOfRange: [0, -1, NaN, Infinity] },
  min: { rule: rate, optional: true, outOfRange: [-1, NaN, Infinity] },
  power: { rule: above, optional: true, outOfRange: [0, -1, NaN, Infinity] },
});
describeOptions("polynomial", polynomial, () => ({ ...options }));
describeSchedule("polynomial", () => polynomial(options), [polynomial]);
describeSchedule(
  "polynomial over a fraction",
  () => polynomial({ initial: 1, steps: 30.7, power: 0.9 }),
  [polynomial],
);
