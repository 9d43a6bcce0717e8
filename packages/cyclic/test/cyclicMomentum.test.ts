import { mapping } from "@anneal/core";
import { cyclic, cyclicMomentum } from "@anneal/cyclic";
import type { CyclicMomentumOptions } from "@anneal/cyclic";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shareCase, triangleCases } from "./optionCases.ts";

const options: CyclicMomentumOptions = { min: 0.5, max: 0.9, up: 4, down: 2 };

test.each([
  [0, 0.9],
  [1, 0.8],
  [2, 0.7],
  [4, 0.5],
  [5, 0.7],
  [5.999999, 0.9 - 0.2e-6],
  [6, 0.9],
  [10, 0.5],
  [6e9 + 3, 0.6],
])("falls, rises and starts over: %d → %d", (at, value) =>
  expect(cyclicMomentum(options)(at)).toBeCloseTo(value, 12),
);

test("goes from 0.9 to 0.8 and back by default, without an end", () => {
  const momentum = cyclicMomentum({ up: 3 });
  expect([0, 3, 6, 9].map(momentum)).toEqual([0.9, 0.8, 0.9, 0.8]);
  expect(momentum.end).toBe(Infinity);
  expect([0, 3, 6].map((at) => momentum.node.next!(at))).toEqual([3, 6, 9]);
});

test("may have no height", () => {
  expect([0, 1, 4, 6].map(cyclicMomentum({ ...options, min: 0.9 }))).toEqual([0.9, 0.9, 0.9, 0.9]);
});

test("mirrors cyclic, in every mode", () => {
  const given = fc.record({
    up: duration(),
    down: duration(),
    course: fc.constantFrom<Pick<CyclicMomentumOptions, "mode" | "factor" | "scale" | "scaleOn">>(
      {},
      { mode: "triangular2" },
      { mode: "exponentialRange", factor: 0.9 },
      { scale: (cycle) => 1 / (1 + cycle) },
      { scale: (step) => 1 / (1 + step), scaleOn: "step" },
    ),
  });
  fc.assert(
    fc.property(given, anyStep(), ({ up, down, course }, at) => {
      const all = { min: 0.85, max: 0.95, up, down, ...course };
      expect(cyclicMomentum(all)(at)).toBeCloseTo(1.8 - cyclic(all)(at), 12);
      expect(cyclicMomentum(all).node.next!(at)).toBe(cyclic(all).node.next!(at));
    }),
  );
});

// torch 2.13.0, CyclicLR(0.01, 0.1, step_size_up=4, step_size_down=2), its momentum, steps 0 to 11.
test("agrees with PyTorch", () => {
  const values = [
    0.9, 0.875, 0.8500000000000001, 0.8250000000000001, 0.8, 0.8500000000000001, 0.9, 0.875,
    0.8500000000000001, 0.8250000000000001, 0.8000000000000002, 0.85,
  ];
  const momentum = cyclicMomentum({ up: 4, down: 2 });
  values.forEach((value, at) => expect(momentum(at)).toBeCloseTo(value, 14));
});

test("writes its defaults", () => {
  expect(cyclicMomentum({ up: 5 }).spec).toEqual({
    kind: "cyclicMomentum",
    min: 0.8,
    max: 0.9,
    up: 5,
    mode: "triangular",
  });
});

test.each<[Partial<CyclicMomentumOptions>, string]>([
  [{ min: 0.91 }, "min must be at most max (0.9), got 0.91"],
  [{ factor: 0.9 }, "factor must be given for exponentialRange alone, got 0.9"],
  [{ scaleOn: "step" }, 'scaleOn must be left out without scale, got "step"'],
])("refuses %j", (wrong, message) => {
  expect(() => cyclicMomentum({ ...options, ...wrong })).toThrow(
    new RangeError(`@anneal/cyclic: cyclicMomentum: ${message}`),
  );
});

describeErrors("@anneal/cyclic: cyclicMomentum", cyclicMomentum, options, {
  min: shareCase,
  max: shareCase,
  ...triangleCases,
});
describeOptions("cyclicMomentum", cyclicMomentum, () => ({ ...options }));
const root = mapping("test/root", (cycle) => 1 / Math.sqrt(cycle + 1));
describeSchedule("cyclicMomentum", () => cyclicMomentum({ ...options, scale: root }), [
  cyclicMomentum,
  root,
]);
