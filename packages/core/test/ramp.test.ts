import { cosineCurve, linearCurve, polynomialCurve, ramp } from "@anneal/core";
import type { Curve } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const down = ramp({ from: 0.5, to: 0.1, steps: 4 });
const up = ramp({ from: 0, to: 1, steps: 2.5 });

test.each([
  [0, 0.5],
  [1, 0.4],
  [2, 0.3],
  [2.5, 0.25],
  [3, 0.2],
  [3.999999999, 0.1000000001],
  [4, 0.1],
  [5, 0.1],
  [1e9, 0.1],
])("falls: %d → %d", (step, value) => expect(down(step)).toBeCloseTo(value, 12));

test.each([
  [0, 0],
  [1, 0.4],
  [2, 0.8],
  [2.5, 1],
  [3, 1],
])("rises over a fractional length: %d → %d", (step, value) =>
  expect(up(step)).toBeCloseTo(value, 12),
);

test("ends exactly, at `steps` and not before", () => {
  fc.assert(
    fc.property(learningRate(), learningRate(), duration(), (from, to, steps) => {
      const schedule = ramp({ from, to, steps });
      expect(schedule(0)).toBe(from);
      expect(schedule(steps)).toBe(to);
      expect(schedule(steps * 2)).toBe(to);
      expect(schedule.end).toBe(steps);
    }),
  );
  expect(down(3)).not.toBe(0.1);
});

test("writes the curve that it uses by default", () => {
  expect(down.spec).toEqual({
    kind: "ramp",
    from: 0.5,
    to: 0.1,
    steps: 4,
    curve: { kind: "linearCurve" },
  });
  expect(ramp({ from: 1, to: 0, steps: 4, curve: polynomialCurve(2) }).spec["curve"]).toEqual({
    kind: "polynomialCurve",
    power: 2,
  });
});

describe("ramp", () => {
  describeSchedule("down", () => ramp({ from: 0.5, to: 0.1, steps: 4 }), [ramp, linearCurve]);
  describeSchedule("up", () => ramp({ from: 0, to: 1, steps: 2.5, curve: cosineCurve }), [
    ramp,
    cosineCurve,
  ]);
  describeOptions("ramp", ramp, () => ({ from: 1, to: 0.1, steps: 30, curve: cosineCurve }));
  const rate = {
    rule: "a finite number of at least 0",
    outOfRange: [-1, -Number.MIN_VALUE, NaN, Infinity, -Infinity],
  };
  describeErrors(
    "@anneal/core: ramp",
    ramp,
    { from: 0.1, to: 0, steps: 10 },
    {
      from: rate,
      to: rate,
      steps: rate,
      curve: {
        rule: "a curve, such as cosineCurve",
        type: "function",
        optional: true,
        // A factory of curves, a plain function, a schedule.
        outOfRange: [polynomialCurve, () => 1, down],
        wrongType: ["linear", 1, true, {}, [], { kind: "linearCurve", toJSON: () => ({}) }],
      },
    },
  );
});

test("never asks a curve for its end", () => {
  const curve: Curve = Object.assign(
    (progress: number, from: number, to: number) => (progress < 1 ? from : to / 2),
    { kind: "my/half", toJSON: () => ({ kind: "my/half" }) },
  );
  const schedule = ramp({ from: 1, to: 0.5, steps: 3, curve });
  expect([0, 2.999, 3, 4].map((step) => schedule(step))).toEqual([1, 1, 0.5, 0.5]);
});
