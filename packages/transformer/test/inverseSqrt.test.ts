import { nextOf } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  oneOfCase,
  optional,
  positiveCase,
  step as anyStep,
} from "@anneal/testing";
import { inverseSqrt } from "@anneal/transformer";
import type { InverseSqrtOptions } from "@anneal/transformer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options: InverseSqrtOptions = { peak: 0.8, warmup: 3 };

describe("values", () => {
  test.each<[string, InverseSqrtOptions, (readonly [number, number])[]]>([
    [
      "first step",
      options,
      [
        [0, 0.2],
        [1, 0.4],
        [2, 0.6],
        [2.5, 0.7],
        [2.999999999, 0.8],
        [3, 0.8],
        [4, 0.8 * Math.sqrt(3 / 4)],
        [4.5, 0.8 * Math.sqrt(3 / 4.5)],
        [12, 0.4],
        [48, 0.2],
        [3 * 2 ** 40, 0.8 * 2 ** -20],
      ],
    ],
    [
      "first zero",
      { ...options, first: "zero" },
      [
        [0, 0],
        [0.75, 0.2],
        [1, 0.8 / 3],
        [2, 1.6 / 3],
        [3, 0.8],
        [12, 0.4],
      ],
    ],
    [
      "from a rate",
      { ...options, from: 0.4 },
      [
        [0, 0.5],
        [1, 0.6],
        [2, 0.7],
        [3, 0.8],
      ],
    ],
    [
      "from a rate, first zero",
      { ...options, warmup: 4, from: 0.4, first: "zero" },
      [
        [0, 0.4],
        [1, 0.5],
        [3, 0.7],
        [4, 0.8],
      ],
    ],
    [
      "a timescale of its own",
      { ...options, timescale: 5 },
      [
        [0, 0.2],
        [2, 0.6],
        [3, 0.8],
        [18, 0.4],
        [78, 0.2],
      ],
    ],
    [
      "no warmup",
      { peak: 0.8, warmup: 0 },
      [
        [0, 0.8],
        [10_000, 0.8 / Math.SQRT2],
        [30_000, 0.4],
      ],
    ],
    [
      "no warmup, a timescale of its own",
      { peak: 0.8, warmup: 0, timescale: 2, first: "zero", from: 0.1 },
      [
        [0, 0.8],
        [6, 0.4],
      ],
    ],
    [
      "a fraction of a step",
      { peak: 0.6, warmup: 0.5 },
      [
        [0, 0.4],
        [0.25, 0.5],
        [0.5, 0.6],
        [2, 0.3],
      ],
    ],
  ])("%s", (_what, given, rows) => {
    const schedule = inverseSqrt(given);
    for (const [at, value] of rows) expect(schedule(at)).toBeCloseTo(value, 9);
    expect(schedule(given.warmup)).toBe(given.peak);
    expect(schedule.end).toBe(Infinity);
  });
});

const anyOptions = fc.record({
  rates: fc.tuple(learningRate(), learningRate()),
  warmup: fc.oneof(fc.constant(0), duration()),
  timescale: fc.option(duration(), { nil: undefined }),
  first: fc.constantFrom("step" as const, "zero" as const),
});

test("rises to its peak, to which it is continuous, and falls", () => {
  fc.assert(
    fc.property(anyOptions, anyStep(), anyStep(), ({ rates, ...given }, a, b) => {
      const [from, peak] = [Math.min(...rates), Math.max(...rates)];
      const { warmup } = given;
      const schedule = inverseSqrt({ ...given, from, peak });
      const [early, late] = [Math.min(a, b), Math.max(a, b)];
      // A straight line is not monotone to the last bit.
      const most = 1 + 2 ** -50;
      for (const at of [a, b]) expect(schedule(at)).toBeLessThanOrEqual(peak * most);
      if (late < warmup) {
        expect(schedule(late) * most).toBeGreaterThanOrEqual(schedule(early));
        expect(schedule(early) * most).toBeGreaterThanOrEqual(from);
      }
      if (early >= warmup) expect(schedule(late)).toBeLessThanOrEqual(schedule(early));
      expect(schedule(warmup)).toBe(peak);
      expect(schedule(warmup * (1 - 1e-9))).toBeCloseTo(peak, 6);
    }),
  );
});

test("wastes no update on a rate of 0, whatever the warmup", () => {
  for (let warmup = 0; warmup <= 50; warmup++) {
    expect(inverseSqrt({ peak: 1, warmup })(0)).toBeCloseTo(1 / (warmup + 1), 15);
  }
});

// transformers 5.18.0, get_scheduler("inverse_sqrt") with base rate 0.1.
test.each([
  [
    "num_warmup_steps=3",
    { warmup: 3 },
    [
      [0, 0],
      [1, 0.03333333333333333],
      [2, 0.06666666666666667],
      [3, 0.1],
      [4, 0.08660254037844388],
      [7, 0.06546536707079771],
      [12, 0.05],
    ],
  ],
  [
    "num_warmup_steps=3, timescale=10",
    { warmup: 3, timescale: 10 },
    [
      [2, 0.06666666666666667],
      [3, 0.1],
      [4, 0.09534625892455922],
      [12, 0.07254762501100118],
    ],
  ],
  [
    "num_warmup_steps=0",
    { warmup: 0 },
    [
      [0, 0.1],
      [1, 0.09999500037496878],
      [6, 0.09997001349325355],
    ],
  ],
] as const)("agrees with Hugging Face: %s", (_call, given, rows) => {
  const schedule = inverseSqrt({ peak: 0.1, first: "zero", ...given });
  for (const [at, value] of rows) expect(schedule(at)).toBeCloseTo(value, 15);
});

test("is what fairseq documents", () => {
  const schedule = inverseSqrt({ peak: 5e-4, warmup: 4000, from: 1e-7, first: "zero" });
  for (const at of [0, 1, 1000, 3999]) {
    expect(schedule(at)).toBeCloseTo(1e-7 + (at * (5e-4 - 1e-7)) / 4000, 15);
  }
  for (const at of [4000, 4001, 16000, 123456]) {
    expect(schedule(at)).toBeCloseTo((5e-4 * Math.sqrt(4000)) / Math.sqrt(at), 15);
  }
});

test("writes its defaults, but no timescale that follows from the warmup", () => {
  expect(inverseSqrt({ peak: 0.1, warmup: 5 }).spec).toEqual({
    kind: "inverseSqrt",
    peak: 0.1,
    warmup: 5,
    from: 0,
    first: "step",
  });
});

test("refuses a warmup from above the peak", () => {
  expect(() => inverseSqrt({ peak: 0.1, warmup: 5, from: 0.2 })).toThrow(
    new RangeError("@anneal/transformer: inverseSqrt: from must be at most peak (0.1), got 0.2"),
  );
});

test("bends at its peak", () => {
  const { node } = inverseSqrt(options);
  expect([0, 2.9, 3, 1e6].map((at) => nextOf(node, at))).toEqual([3, 3, Infinity, Infinity]);
});

describeErrors("@anneal/transformer: inverseSqrt", inverseSqrt, options, {
  peak: nonNegativeCase,
  warmup: nonNegativeCase,
  timescale: optional(positiveCase),
  from: optional(nonNegativeCase),
  first: optional(oneOfCase(["step", "zero"])),
});
describeOptions("inverseSqrt", inverseSqrt, () => ({ ...options }));
describeSchedule("inverseSqrt", () => inverseSqrt(options), [inverseSqrt]);
describeSchedule(
  "inverseSqrt without a warmup",
  () => inverseSqrt({ peak: 0.8, warmup: 0, timescale: 7.3 }),
  [inverseSqrt],
);
