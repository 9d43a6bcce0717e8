import { lint, nextOf } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  optional,
  step as anyStep,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";
import { cosineArc } from "../src/index.ts";
import type { CosineArcOptions } from "../src/index.ts";

const options = { initial: 0.8, steps: 12, angle: 1 / 3 };

// A third of half a turn: cos 0, 15°, 30°, 45°, 60°.
test.each([
  [0, 0.8],
  [3, (0.8 * (Math.sqrt(6) + Math.SQRT2)) / 4],
  [6, 0.4 * Math.sqrt(3)],
  [9, 0.8 * Math.SQRT1_2],
  [12, 0.4],
  [13, 0.4],
  [1e9, 0.4],
])("falls along the cosine and holds: %d → %d", (at, value) =>
  expect(cosineArc(options)(at)).toBeCloseTo(value, 15),
);

test("is the rate of FixMatch by default", () => {
  const schedule = cosineArc({ initial: 0.03, steps: 1000 });
  for (const at of [0, 1, 250, 500, 999, 1000]) {
    expect(schedule(at)).toBeCloseTo(0.03 * Math.cos((7 * Math.PI * at) / (16 * 1000)), 16);
  }
  expect(schedule(1000) / 0.03).toBeCloseTo(0.19509, 5);
});

test("is exact at the top, and 0 at a right angle", () => {
  fc.assert(
    fc.property(learningRate(), duration(), (initial, steps) => {
      const schedule = cosineArc({ initial, steps, angle: 0.5 });
      expect(schedule(0)).toBe(initial);
      expect(schedule(steps)).toBe(0);
    }),
  );
});

test("never rises, and falls below no chord", () => {
  const angle = fc.double({ min: 1e-6, max: 0.5, noNaN: true });
  fc.assert(
    fc.property(
      learningRate(),
      duration(),
      angle,
      anyStep(),
      anyStep(),
      (initial, steps, arc, a, b) => {
        const schedule = cosineArc({ initial, steps, angle: arc });
        const slack = initial * 2 ** -48;
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)];
        expect(schedule(later)).toBeLessThanOrEqual(schedule(earlier) + slack);
        const share = Math.min(1, a / steps);
        const chord = initial * (1 - share) + schedule(steps) * share;
        expect(schedule(a)).toBeGreaterThanOrEqual(chord - slack);
      },
    ),
  );
});

test("has one event, its end, and without a length is its last rate", () => {
  const { node, end } = cosineArc(options);
  expect([end, ...[0, 11.9, 12].map((at) => nextOf(node, at))]).toEqual([12, 12, 12, Infinity]);
  const none = cosineArc({ ...options, steps: 0 });
  expect([none(0), none(5), none.end, none.spec.steps]).toEqual([
    cosineArc(options)(12),
    cosineArc(options)(12),
    0,
    0,
  ]);
  expect(lint(cosineArc({ initial: 0.1, steps: 100 }), { steps: 100 })).toEqual([]);
});

test("writes its default", () => {
  expect(cosineArc({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "cosineArc",
    initial: 0.1,
    steps: 5,
    angle: 0.4375,
  });
});

describeErrors<CosineArcOptions>("@anneal/cosine: cosineArc", cosineArc, options, {
  initial: nonNegativeCase,
  steps: nonNegativeCase,
  angle: optional({
    rule: "a number above 0 and at most 0.5",
    outOfRange: [0, -0.1, 0.5000001, NaN, Infinity],
  }),
});
describeOptions("cosineArc", cosineArc, () => ({ ...options }));
describeSchedule("cosineArc", () => cosineArc(options), [cosineArc]);
describeSchedule("cosineArc to 0", () => cosineArc({ initial: 1, steps: 30.7, angle: 0.5 }), [
  cosineArc,
]);
describeSchedule("cosineArc without a length", () => cosineArc({ ...options, steps: 0 }), [
  cosineArc,
]);
