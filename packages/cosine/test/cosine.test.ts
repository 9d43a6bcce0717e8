import { cosineCurve, nextOf, ramp } from "@anneal/core";
import { cosine } from "@anneal/cosine";
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

const options = { initial: 0.9, steps: 6, min: 0.1 };

// 0.1 + 0.4 · (1 + cos(t · 30°)).
test.each([
  [0, 0.9],
  [1, 0.5 + 0.2 * Math.sqrt(3)],
  [1.5, 0.5 + 0.2 * Math.SQRT2],
  [2, 0.7],
  [3, 0.5],
  [4, 0.3],
  [5, 0.5 - 0.2 * Math.sqrt(3)],
  [5.999999, 0.1],
  [6, 0.1],
  [7, 0.1],
  [12, 0.1],
  [1e9, 0.1],
])("falls along half a cosine and holds: %d → %d", (at, value) =>
  expect(cosine(options)(at)).toBeCloseTo(value, 12),
);

test("ends exactly, at `steps` and not before", () => {
  fc.assert(
    fc.property(learningRate(), learningRate(), duration(), (a, b, steps) => {
      const [min, initial] = [Math.min(a, b), Math.max(a, b)];
      const schedule = cosine({ initial, steps, min });
      expect(schedule(0)).toBe(initial);
      expect(schedule(steps)).toBe(min);
      expect(schedule.end).toBe(steps);
    }),
  );
  expect(cosine(options)(5.99)).not.toBe(0.1);
});

test("never rises and is the ramp along cosineCurve", () => {
  fc.assert(
    fc.property(duration(), anyStep(), anyStep(), (steps, a, b) => {
      const schedule = cosine({ initial: 0.9, steps, min: 0.1 });
      // A cosine is not monotone to the last bit.
      expect(schedule(Math.max(a, b))).toBeLessThanOrEqual(
        schedule(Math.min(a, b)) * (1 + 2 ** -50),
      );
      expect(schedule(a)).toBe(ramp({ from: 0.9, to: 0.1, steps, curve: cosineCurve })(a));
    }),
  );
});

test("has one event, its end", () => {
  expect([0, 5.9, 6, 7].map((at) => nextOf(cosine(options).node, at))).toEqual([
    6,
    6,
    Infinity,
    Infinity,
  ]);
});

describe("agrees up to its end with", () => {
  // torch 2.13.0, CosineAnnealingLR(T_max=5, eta_min=0.01) with base rate 0.1, closed form; it rises again after 5.
  // optax 0.2.8, cosine_decay_schedule(0.1, 5, 0.1), float64, has the same values and holds.
  test.each([
    [0, 0.1],
    [1, 0.09140576474687263],
    [2, 0.06890576474687264],
    [3, 0.04109423525312737],
    [4, 0.01859423525312737],
    [5, 0.01],
  ])("PyTorch and optax: %d → %d", (at, value) =>
    expect(cosine({ initial: 0.1, steps: 5, min: 0.01 })(at)).toBeCloseTo(value, 15),
  );

  // keras 3.15.1, CosineDecay(0.1, 5, alpha=0.1), float32.
  test.each([
    [1, 0.09140576422214508],
    [4, 0.01859423518180847],
    [8, 0.010000000707805157],
  ])("Keras: %d → %d", (at, value) =>
    expect(cosine({ initial: 0.1, steps: 5, min: 0.01 })(at)).toBeCloseTo(value, 8),
  );
});

test("writes its defaults", () => {
  expect(cosine({ initial: 0.1, steps: 5 }).spec).toEqual({
    kind: "cosine",
    initial: 0.1,
    steps: 5,
    min: 0,
  });
});

test("refuses a floor above the start", () => {
  expect(() => cosine({ initial: 0.1, steps: 5, min: 0.2 })).toThrow(
    new RangeError("@anneal/cosine: cosine: min must be at most initial (0.1), got 0.2"),
  );
});

const rate = "a finite number of at least 0";
describeErrors("@anneal/cosine: cosine", cosine, options, {
  initial: { rule: rate, outOfRange: [-1, NaN, Infinity] },
  steps: { rule: "a finite number above 0", outOfRange: [0, -1, NaN, Infinity] },
  min: { rule: rate, optional: true, outOfRange: [-1, NaN, Infinity] },
});
describeOptions("cosine", cosine, () => ({ ...options }));
describeSchedule("cosine", () => cosine(options), [cosine]);
describeSchedule("cosine over a fraction", () => cosine({ initial: 1, steps: 30.7 }), [cosine]);
