import { linearCurve, nextOf } from "@anneal/core";
import { oneCycle, slantedTriangular } from "@anneal/cyclic";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { shareCase } from "./optionCases.ts";

const options = { peak: 0.8, steps: 12, fraction: 0.25, ratio: 8 };

// Up by 0.7 / 3 a step, down by 0.7 / 9.
test.each([
  [0, 0.1],
  [1, 1 / 3],
  [1.5, 0.45],
  [2, 1.7 / 3],
  [2.999999, 0.8 - 0.7e-6 / 3],
  [3, 0.8],
  [4, 0.8 - 0.7 / 9],
  [7.5, 0.45],
  [11, 0.1 + 0.7 / 9],
  [11.999999, 0.1 + 0.7e-6 / 9],
  [12, 0.1],
  [13, 0.1],
  [1e9, 0.1],
])("rises fast, falls slowly and holds: %d → %d", (at, value) =>
  expect(slantedTriangular(options)(at)).toBeCloseTo(value, 14),
);

test("rises over a tenth from a thirty-second by default", () => {
  const schedule = slantedTriangular({ peak: 0.32, steps: 100 });
  expect([0, 10, 100].map(schedule)).toEqual([0.01, 0.32, 0.01]);
  expect(schedule(5)).toBeCloseTo(0.165, 15);
  expect(schedule.end).toBe(100);
});

// Equation 3 of the paper, whose `cut` is a whole number of steps.
test("is the formula of the paper where the rise is a whole number of steps", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 20 }),
      fc.constantFrom(2, 4, 5, 10, 20),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (cut, inverse, share) => {
        const steps = cut * inverse;
        const at = Math.floor(share * steps);
        const p = at < cut ? at / cut : 1 - (at - cut) / (cut * (inverse - 1));
        const schedule = slantedTriangular({ peak: 0.01, steps, fraction: 1 / inverse });
        expect(schedule(at)).toBeCloseTo((0.01 * (1 + p * 31)) / 32, 15);
      },
    ),
  );
});

test.each([
  [0, [1, 0.8, 0.6, 0.4, 0.2, 0, 0]],
  [1, [0, 0.2, 0.4, 0.6, 0.8, 0, 0]],
])("has a value at every step without a rise or a fall: fraction %d", (fraction, heights) => {
  const schedule = slantedTriangular({ peak: 32, steps: 5, fraction });
  heights.forEach((height, at) => expect(schedule(at)).toBeCloseTo(1 + 31 * height, 12));
});

test.each([
  [100, 0.55, 55],
  [100, 0.29, 29],
  [100, 0.57, 57],
])("peaks exactly at a whole step: %d · %d", (steps, fraction, top) => {
  expect(fraction * steps).not.toBe(top);
  expect(slantedTriangular({ peak: 0.1, steps, fraction })(top)).toBe(0.1);
});

test("stays between its ends, and has each of them to the last bit", () => {
  const given = fc.record({
    peak: learningRate(),
    steps: fc.oneof(fc.integer({ min: 1, max: 50 }), duration()),
    fraction: fc.double({ min: 0, max: 1, noNaN: true }),
    ratio: fc.double({ min: 1, max: 1e6, noNaN: true }),
  });
  fc.assert(
    fc.property(given, anyStep(), (all, at) => {
      const schedule = slantedTriangular(all);
      const low = all.peak / all.ratio;
      // Where the ends are nearly one, a mean of them may be a rounding outside.
      expect(schedule(at)).toBeGreaterThanOrEqual(low * (1 - 2 ** -52));
      expect(schedule(at)).toBeLessThanOrEqual(all.peak * (1 + 2 ** -52));
      expect(schedule(all.steps)).toBe(low);
      if (all.fraction * all.steps > 1e-9) expect(schedule(0)).toBe(low);
    }),
    { numRuns: 1000 },
  );
});

test("is a oneCycle along straight lines that returns to where it began", () => {
  fc.assert(
    fc.property(
      duration(),
      fc.double({ min: 0, max: 1, noNaN: true }),
      anyStep(),
      (steps, fraction, at) => {
        const low = 0.8 / 32;
        const cycle = oneCycle({
          peak: 0.8,
          steps,
          fraction,
          initial: low,
          min: low,
          curve: linearCurve,
        });
        expect(slantedTriangular({ peak: 0.8, steps, fraction })(at)).toBeCloseTo(cycle(at), 14);
      },
    ),
  );
});

test("knows its next event", () => {
  const { node } = slantedTriangular(options);
  expect([0, 2.9, 3, 11.9, 12, 13].map((at) => node.next!(at))).toEqual([
    3,
    3,
    12,
    12,
    Infinity,
    Infinity,
  ]);
});

test("writes its defaults", () => {
  expect(slantedTriangular({ peak: 0.1, steps: 5 }).spec).toEqual({
    kind: "slantedTriangular",
    peak: 0.1,
    steps: 5,
    fraction: 0.1,
    ratio: 32,
  });
});

test("is its final value without a length", () => {
  const schedule = slantedTriangular({ peak: 1, steps: 0, ratio: 4 });
  expect([0, 0.5, 1e9].map(schedule)).toEqual([0.25, 0.25, 0.25]);
  expect([schedule.end, nextOf(schedule.node, 0), schedule.spec.steps]).toEqual([0, Infinity, 0]);
});

describeErrors("@anneal/cyclic: slantedTriangular", slantedTriangular, options, {
  peak: nonNegativeCase,
  steps: nonNegativeCase,
  fraction: shareCase,
  ratio: {
    rule: "a finite number of at least 1",
    optional: true,
    outOfRange: [0, 0.99, -32, NaN, Infinity],
  },
});
describeOptions("slantedTriangular", slantedTriangular, () => ({ ...options }));
describeSchedule("slantedTriangular", () => slantedTriangular(options), [slantedTriangular]);
describeSchedule(
  "slantedTriangular over a fraction",
  () => slantedTriangular({ peak: 1, steps: 30.7 }),
  [slantedTriangular],
);
