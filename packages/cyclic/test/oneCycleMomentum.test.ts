import { cosineCurve, exponentialCurve, linearCurve, nextOf } from "@anneal/core";
import type { Curve } from "@anneal/core";
import { oneCycle, oneCycleMomentum } from "@anneal/cyclic";
import type { OneCycleMomentumOptions } from "@anneal/cyclic";
import {
  curveCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  optional,
  step as anyStep,
  nonNegativeCase,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { phasesCase, shareCase } from "./optionCases.ts";

const options = { steps: 12, fraction: 0.25, min: 0.5, max: 0.9 };

// Straight lines: down over 3 steps, up over 9.
test.each([
  [0, 0.9],
  [1.5, 0.7],
  [3, 0.5],
  [7.5, 0.7],
  [11.999999, 0.9 - 0.4e-6 / 9],
  [12, 0.9],
  [13, 0.9],
  [1e9, 0.9],
])("falls, rises and holds: %d → %d", (at, value) =>
  expect(oneCycleMomentum({ ...options, curve: linearCurve })(at)).toBeCloseTo(value, 14),
);

test.each([
  [0, 0.9],
  [1, 0.8],
  [3, 0.5],
  [5, 0.8],
  [6, 0.9],
  [8.5, 0.9],
  [12, 0.9],
])("with three phases is back sooner: %d → %d", (at, value) =>
  expect(oneCycleMomentum({ ...options, phases: 3 })(at)).toBeCloseTo(value, 14),
);

test("goes from 0.95 to 0.85 and back by default", () => {
  const momentum = oneCycleMomentum({ steps: 50 });
  expect([0, 15, 50].map(momentum)).toEqual([0.95, 0.85, 0.95]);
  expect(momentum.end).toBe(50);
});

test("does not move when there is nowhere to go", () => {
  expect([0, 3, 12].map(oneCycleMomentum({ ...options, min: 0.9 }))).toEqual([0.9, 0.9, 0.9]);
});

test.each([2, 3] as const)("mirrors oneCycle, %d phases", (phases) => {
  const fraction = fc.double({ min: 0, max: 1 / (phases - 1), noNaN: true });
  fc.assert(
    fc.property(duration(), fraction, anyStep(), (steps, part, at) => {
      const given = { steps, fraction: part, phases };
      const rate = oneCycle({ ...given, peak: 0.95, initial: 0.85, min: 0.85 })(at);
      expect(oneCycleMomentum(given)(at)).toBeCloseTo(1.8 - rate, 12);
    }),
  );
});

// torch 2.13.0, OneCycleLR(max_lr=0.1, total_steps=20, anneal_strategy, three_phase), its momentum, steps 0 to 12.
test.each<[string, 2 | 3, Curve, number[]]>([
  [
    "cos",
    2,
    cosineCurve,
    [
      0.95, 0.9404508497187474, 0.9154508497187474, 0.8845491502812526, 0.8595491502812526, 0.85,
      0.8512536043909088, 0.854951556604879, 0.8609084258765984, 0.8688255099070633,
      0.878305813044122, 0.8888739533021842, 0.8999999999999999,
    ],
  ],
  [
    "cos, three phases",
    3,
    cosineCurve,
    [
      0.95, 0.9404508497187474, 0.9154508497187474, 0.8845491502812526, 0.8595491502812526, 0.85,
      0.8595491502812526, 0.8845491502812526, 0.9154508497187474, 0.9404508497187474, 0.95, 0.95,
      0.95,
    ],
  ],
  [
    "linear",
    2,
    linearCurve,
    [
      0.95, 0.9299999999999999, 0.9099999999999999, 0.89, 0.87, 0.85, 0.8571428571428571,
      0.8642857142857142, 0.8714285714285714, 0.8785714285714286, 0.8857142857142857,
      0.8928571428571428, 0.8999999999999999,
    ],
  ],
])("agrees with PyTorch: %s", (_name, phases, curve, values) => {
  const momentum = oneCycleMomentum({ steps: 19, fraction: 5 / 19, curve, phases });
  values.forEach((value, at) => expect(momentum(at)).toBeCloseTo(value, 14));
});

test("knows its next event", () => {
  const { node } = oneCycleMomentum({ ...options, phases: 3 });
  expect([0, 3, 6, 12].map((at) => node.next!(at))).toEqual([3, 6, 12, Infinity]);
});

test("writes its defaults", () => {
  expect(oneCycleMomentum({ steps: 5 }).spec).toEqual({
    kind: "oneCycleMomentum",
    steps: 5,
    fraction: 0.3,
    min: 0.85,
    max: 0.95,
    curve: { kind: "cosineCurve" },
    phases: 2,
  });
});

test.each<[Partial<OneCycleMomentumOptions>, string]>([
  [{ min: 0.91 }, "@anneal/cyclic: oneCycleMomentum: min must be at most max (0.9), got 0.91"],
  [
    { phases: 3, fraction: 0.51 },
    "@anneal/cyclic: oneCycleMomentum: fraction must be at most 0.5 for three phases, got 0.51",
  ],
  [
    { min: 0, curve: exponentialCurve },
    "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0.9 and 0",
  ],
])("refuses %o", (wrong, message) => {
  expect(() => oneCycleMomentum({ ...options, ...wrong })).toThrow(new RangeError(message));
});

test("is its final value without a length", () => {
  for (const phases of [2, 3] as const) {
    for (const fraction of [0, 0.3, 0.5]) {
      const schedule = oneCycleMomentum({ steps: 0, phases, fraction });
      expect([0, 0.5, 1e9].map(schedule)).toEqual([0.95, 0.95, 0.95]);
      expect(schedule.end).toBe(0);
      expect(nextOf(schedule.node, 0)).toBe(Infinity);
      expect(schedule.spec.steps).toBe(0);
    }
  }
});

describeErrors("@anneal/cyclic: oneCycleMomentum", oneCycleMomentum, options, {
  steps: nonNegativeCase,
  fraction: shareCase,
  min: shareCase,
  max: shareCase,
  curve: optional(curveCase),
  phases: phasesCase,
});
describeOptions("oneCycleMomentum", oneCycleMomentum, () => ({ ...options }));
describeSchedule("oneCycleMomentum", () => oneCycleMomentum(options), [
  oneCycleMomentum,
  cosineCurve,
]);
describeSchedule(
  "oneCycleMomentum with three phases",
  () => oneCycleMomentum({ steps: 30.7, phases: 3 }),
  [oneCycleMomentum, cosineCurve],
);
