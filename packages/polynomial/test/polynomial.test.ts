import { polynomialCurve, ramp } from "@anneal/core";
import { polynomial } from "@anneal/polynomial";
import {
  describeDecay,
  duration,
  learningRate,
  optional,
  positiveCase,
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

test("is the ramp along polynomialCurve", () => {
  const power = fc.double({ min: 0.1, max: 5, noNaN: true });
  fc.assert(
    fc.property(
      fc.tuple(learningRate(), learningRate()),
      duration(),
      power,
      anyStep(),
      (rates, steps, exponent, at) => {
        const [min, initial] = [Math.min(...rates), Math.max(...rates)];
        const curve = polynomialCurve(exponent);
        expect(polynomial({ initial, steps, min, power: exponent })(at)).toBe(
          ramp({ from: initial, to: min, steps, curve })(at),
        );
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

describeDecay("@anneal/polynomial", polynomial, options, {
  power: { ...optional(positiveCase), defaultValue: 1 },
});
