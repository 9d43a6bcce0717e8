import { nextOf } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  nonNegativeCase,
  oneOfCase,
  optional,
  positiveCase,
  step as anyStep,
} from "@anneal/testing";
import { powerLaw } from "@anneal/transformer";
import type { PowerLawOptions } from "@anneal/transformer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options: PowerLawOptions = { peak: 0.5, amplitude: 4, exponent: -1, warmup: 3 };

describe("values", () => {
  test.each<[string, PowerLawOptions, (readonly [number, number])[]]>([
    [
      "first step",
      options,
      [
        [0, 0.125],
        [1, 0.25],
        [1.5, 0.3125],
        [2, 0.375],
        [3, 0.5],
        [7, 0.5],
        [8, 0.5],
        [10, 0.4],
        [16, 0.25],
        [4e6, 1e-6],
      ],
    ],
    [
      "first zero, from a rate",
      { ...options, warmup: 4, first: "zero", from: 0.1 },
      [
        [0, 0.1],
        [1, 0.2],
        [2, 0.3],
        [4, 0.5],
        [8, 0.5],
        [16, 0.25],
      ],
    ],
    [
      "a warmup to below the peak",
      { ...options, warmup: 39 },
      [
        [0, 4 / 39 / 40],
        [19, 2 / 39],
        [38, (4 / 39) * (39 / 40)],
        [39, 4 / 39],
        [80, 0.05],
      ],
    ],
    [
      "no warmup",
      { ...options, warmup: 0 },
      [
        [0, 0.5],
        [1, 0.5],
        [16, 0.25],
      ],
    ],
    [
      "tokens, and a root",
      { peak: 1, amplitude: 8, exponent: -0.5, tokens: 4, warmup: 1 },
      [
        [0, 0.5],
        [1, 1],
        [16, 1],
        [25, 0.8],
        [64, 0.5],
        [400, 0.2],
      ],
    ],
  ])("%s", (_what, given, rows) => {
    const schedule = powerLaw(given);
    for (const [at, value] of rows) expect(schedule(at)).toBeCloseTo(value, 14);
    expect(schedule.end).toBe(Infinity);
  });
});

// levanter's power schedule with its defaults, batch 256 of 2048 tokens: min(lr, batch · a · (step · batch · seq) ** b).
test("agrees with levanter", () => {
  const schedule = powerLaw({
    peak: 6e-4,
    amplitude: 256 * 4.6,
    exponent: -0.51,
    tokens: 256 * 2048,
    warmup: 0,
  });
  const theirs = (step: number) => Math.min(6e-4, 256 * 4.6 * (step * 256 * 2048) ** -0.51);
  for (const at of [0, 1, 100, 1e6, 4e6, 1e8]) {
    expect(schedule(at) / theirs(at)).toBeCloseTo(1, 13);
  }
  expect(theirs(1e8)).toBeLessThan(6e-4);
});

// lm-engine's: a linear warmup to its own value, then min(1, (a / lr) · (step · c) ** b), all times lr.
test("agrees with lm-engine", () => {
  const [lr, a, b, c, warmup] = [0.02, 1.5, -0.51, 100, 50];
  const schedule = powerLaw({
    peak: lr,
    amplitude: a,
    exponent: b,
    tokens: c,
    warmup,
    first: "zero",
  });
  const factor = (step: number) => Math.min(1, (a / lr) * (step * c) ** b);
  const theirs = (step: number) =>
    lr * (step < warmup ? (factor(warmup) * step) / warmup : factor(step));
  for (const at of [0, 1, 49, 50, 51, 100, 1000, 1e6]) {
    expect(schedule(at)).toBeCloseTo(theirs(at), 15);
  }
});

test("rises in its warmup, and falls after it, nowhere above its peak", () => {
  const given = fc.record({
    peak: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    amplitude: fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
    exponent: fc.double({ min: -3, max: -0.01, noNaN: true }),
    warmup: fc.oneof(fc.constant(0), duration()),
    tokens: fc.double({ min: 0.01, max: 1e6, noNaN: true }),
    first: fc.constantFrom("step" as const, "zero" as const),
  });
  fc.assert(
    fc.property(given, anyStep(), anyStep(), (one, a, b) => {
      const schedule = powerLaw(one);
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      const most = 1 + 2 ** -48;
      expect(schedule(early)).toBeLessThanOrEqual(one.peak * most);
      if (late < one.warmup) expect(schedule(late) * most).toBeGreaterThanOrEqual(schedule(early));
      if (early >= one.warmup) expect(schedule(late)).toBeLessThanOrEqual(schedule(early) * most);
    }),
  );
});

test("has a value where a power of the tokens is no number", () => {
  const steep = { peak: 1, amplitude: 1e-310, exponent: -1e308, warmup: 0 };
  const schedule = powerLaw({ ...steep, tokens: Number.MAX_VALUE });
  // One token is reached between the second and the third of these steps.
  expect([0, 1e-310, 1e-300, 1].map(schedule)).toEqual([1, 1, 0, 0]);
});

test("bends where its warmup ends and where the law passes below its peak", () => {
  const { node } = powerLaw(options);
  expect([0, 2.9, 3, 7.9].map((at) => nextOf(node, at))).toEqual([
    3,
    3,
    expect.closeTo(8, 12),
    expect.closeTo(8, 12),
  ]);
  expect(nextOf(node, 8.1)).toBe(Infinity);
  expect(nextOf(powerLaw({ ...options, warmup: 39 }).node, 39)).toBe(Infinity);
});

test("writes its defaults", () => {
  expect(powerLaw(options).spec).toEqual({
    kind: "powerLaw",
    peak: 0.5,
    amplitude: 4,
    exponent: -1,
    warmup: 3,
    tokens: 1,
    from: 0,
    first: "step",
  });
});

test("refuses a warmup from above its own end", () => {
  expect(() => powerLaw({ ...options, warmup: 16, from: 0.3 })).toThrow(
    new RangeError(
      "@anneal/transformer: powerLaw: from must be at most the rate at step warmup (0.25), got 0.3",
    ),
  );
});

describeErrors("@anneal/transformer: powerLaw", powerLaw, options, {
  peak: positiveCase,
  amplitude: positiveCase,
  exponent: { rule: "a finite number below 0", outOfRange: [0, 1, NaN, -Infinity, Infinity] },
  warmup: nonNegativeCase,
  tokens: optional(positiveCase),
  from: optional(nonNegativeCase),
  first: optional(oneOfCase(["step", "zero"])),
});
describeOptions("powerLaw", powerLaw, () => ({ ...options }));
describeSchedule("powerLaw", () => powerLaw(options), [powerLaw]);
describeSchedule(
  "powerLaw without a warmup",
  () => powerLaw({ peak: 0.1, amplitude: 4.6, exponent: -0.51, tokens: 7.3, warmup: 0 }),
  [powerLaw],
);

test("tells where the law begins to be below the peak, whatever its exponent", () => {
  // 4 · t^-½ is 0.5 at 64.
  const { node } = powerLaw({ ...options, exponent: -0.5 });
  expect([0, 3, 5, 63.9, 64].map((at) => nextOf(node, at))).toEqual([3, 64, 64, 64, Infinity]);
});

test("may begin at the rate that its warmup leads to", () => {
  const level = powerLaw({ ...options, warmup: 16, from: 0.25 });
  expect([0, 8, 16, 32].map(level)).toEqual([0.25, 0.25, 0.25, 0.125]);
});
