import {
  cosineCurve,
  exponentialCurve,
  halvingCurve,
  linearCurve,
  logarithmicCurve,
  mirrorCosineCurve,
  nextOf,
  oneMinusSqrtCurve,
  polynomialCurve,
  ramp,
  reversedCurve,
  rexCurve,
  sequence,
  squareCurve,
  warpedCurve,
} from "@anneal/core";
import type { Curve } from "@anneal/core";
import {
  curveCase,
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  learningRate,
  nonNegativeCase,
  oneOfCase,
  optional,
  step as anyStep,
} from "@anneal/testing";
import { warmupStableDecay } from "@anneal/transformer";
import type { WarmupStableDecayOptions } from "@anneal/transformer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options: WarmupStableDecayOptions = { peak: 0.8, warmup: 3, stable: 4, decay: 4, min: 0.2 };

describe("values", () => {
  test.each<[string, WarmupStableDecayOptions, (readonly [number, number])[]]>([
    [
      "all three phases",
      options,
      [
        [0, 0.2],
        [1, 0.4],
        [2, 0.6],
        [2.5, 0.7],
        [3, 0.8],
        [4, 0.8],
        [6.999999, 0.8],
        [7, 0.8],
        [7.5, 0.725],
        [8, 0.65],
        [9, 0.5],
        [10, 0.35],
        [10.5, 0.275],
        [11, 0.2],
        [12, 0.2],
        [1e9, 0.2],
      ],
    ],
    [
      "first zero, down to 0",
      { ...options, first: "zero", warmup: 4, min: undefined },
      [
        [0, 0],
        [1, 0.2],
        [3, 0.6],
        [4, 0.8],
        [8, 0.8],
        [9, 0.6],
        [11, 0.2],
        [12, 0],
        [13, 0],
      ],
    ],
    [
      "from a rate",
      { ...options, from: 0.4 },
      [
        [0, 0.5],
        [2, 0.7],
        [3, 0.8],
      ],
    ],
    [
      "from a rate, first zero",
      { ...options, from: 0.2, first: "zero" },
      [
        [0, 0.2],
        [1, 0.4],
        [2, 0.6],
        [3, 0.8],
      ],
    ],
    [
      "no warmup",
      { ...options, warmup: 0, from: 0.1, first: "zero" },
      [
        [0, 0.8],
        [4, 0.8],
        [6, 0.5],
        [8, 0.2],
      ],
    ],
    [
      "no stable phase",
      { ...options, stable: 0 },
      [
        [2, 0.6],
        [3, 0.8],
        [4, 0.65],
        [7, 0.2],
      ],
    ],
    [
      "a cooldown alone",
      { ...options, warmup: 0, stable: 0 },
      [
        [0, 0.8],
        [2, 0.5],
        [4, 0.2],
      ],
    ],
    [
      "1 − √p",
      { ...options, curve: oneMinusSqrtCurve },
      [
        [2, 0.6],
        [7, 0.8],
        [8, 0.5],
        [9, 0.8 - 0.6 * Math.SQRT1_2],
        [11, 0.2],
      ],
    ],
    [
      "1 − p²",
      { ...options, curve: squareCurve },
      [
        [2, 0.6],
        [7, 0.8],
        [8, 0.8 - 0.6 / 16],
        [9, 0.65],
        [11, 0.2],
      ],
    ],
    [
      "exponential",
      { ...options, curve: exponentialCurve },
      [
        [2, 0.6],
        [7, 0.8],
        [9, 0.4],
        [11, 0.2],
      ],
    ],
    [
      "nothing to do",
      { ...options, from: 0.8, min: 0.8 },
      [
        [0, 0.8],
        [4, 0.8],
        [9, 0.8],
        [20, 0.8],
      ],
    ],
    [
      "fractions of a step",
      { peak: 0.6, warmup: 0.5, stable: 0.25, decay: 0.5 },
      [
        [0, 0.4],
        [0.25, 0.5],
        [0.5, 0.6],
        [0.75, 0.6],
        [1, 0.3],
        [1.25, 0],
      ],
    ],
  ])("%s", (_what, given, rows) => {
    const schedule = warmupStableDecay(given);
    for (const [at, value] of rows) expect(schedule(at)).toBeCloseTo(value, 12);
  });
});

const phase = fc.oneof(fc.constant(0), duration());
const curves = fc.constantFrom(
  linearCurve,
  cosineCurve,
  oneMinusSqrtCurve,
  squareCurve,
  mirrorCosineCurve,
  rexCurve,
  polynomialCurve(2),
  halvingCurve(1),
  halvingCurve(8),
  logarithmicCurve(100),
  reversedCurve(rexCurve),
  warpedCurve(1.5, cosineCurve),
);

test("is exact at its joints and its end, and between its bounds everywhere", () => {
  const given = fc.record({
    warmup: phase,
    stable: phase,
    decay: duration(),
    curve: curves,
    first: fc.constantFrom("step" as const, "zero" as const),
  });
  const rates = fc.tuple(learningRate(), learningRate(), learningRate());
  fc.assert(
    fc.property(given, rates, anyStep(), (parts, three, at) => {
      const [min, from, peak] = three.sort((a, b) => a - b);
      const schedule = warmupStableDecay({ ...parts, min, from, peak });
      const start = parts.warmup + parts.stable;
      const end = start + parts.decay;
      for (const joint of [parts.warmup, (parts.warmup + start) / 2, start]) {
        expect(schedule(joint)).toBe(peak);
      }
      expect(schedule(end)).toBe(min);
      expect(schedule.end).toBe(end);
      // A curve is not monotone to the last bit.
      expect(schedule(at)).toBeLessThanOrEqual(peak * (1 + 2 ** -50));
      expect(schedule(at)).toBeGreaterThanOrEqual(min * (1 - 2 ** -50));
      expect(schedule(parts.warmup * (1 - 1e-9))).toBeCloseTo(peak, 6);
      // A square root covers a millionth of the height in the first 1e-12 of its way.
      expect(schedule(start + parts.decay * 1e-12)).toBeCloseTo(peak, 3);
      expect(schedule(end - parts.decay * 1e-9)).toBeCloseTo(min, 3);
    }),
  );
});

test("is a number for every horizon, however it is divided", () => {
  for (let total = 1; total <= 50; total++) {
    for (const share of [0, 0.1, 1 / 3, 0.5, 0.9]) {
      const warmup = share * total;
      const rest = total - warmup;
      for (const stable of [0, rest * 0.7, Math.floor(rest / 2)]) {
        const schedule = warmupStableDecay({ peak: 1, warmup, stable, decay: rest - stable });
        expect(schedule.end).toBeCloseTo(total, 12);
        expect(schedule(0)).toBeGreaterThan(0);
        for (let at = 0; at <= total + 1; at++) expect(schedule(at)).toBeLessThanOrEqual(1);
        expect(schedule(schedule.end)).toBe(0);
      }
    }
  }
});

test("is a sequence of its phases", () => {
  const steps = Array.from({ length: 60 }, (_, index) => index / 4);
  const phases = sequence([
    ramp({ from: 0.1, to: 0.8, steps: 3 }),
    ramp({ from: 0.8, to: 0.8, steps: 4 }),
    ramp({ from: 0.8, to: 0.2, steps: 4, curve: squareCurve }),
  ]);
  const given = { ...options, from: 0.1, first: "zero", curve: squareCurve } as const;
  const schedule = warmupStableDecay(given);
  for (const at of steps) expect(schedule(at)).toBeCloseTo(phases(at), 15);
});

test("can be made longer until its cooldown begins", () => {
  const short = warmupStableDecay(options);
  const long = warmupStableDecay({ ...options, stable: 40 });
  for (let at = 0; at <= 7; at += 0.5) expect(long(at)).toBe(short(at));
  expect(long(8)).toBe(0.8);
});

// transformers 5.18.0, get_scheduler("warmup_stable_decay") with base rate 0.1, num_warmup_steps=3, num_training_steps=12,
// num_decay_steps=5, min_lr_ratio=0.1, warmup_type="linear" and the decay_type named.
describe("agrees with Hugging Face, which warms up from its floor", () => {
  const given = { peak: 0.1, warmup: 3, stable: 4, decay: 5, min: 0.01 };
  test.each([
    ["linear", linearCurve, [0.082, 0.064, 0.04600000000000001, 0.027999999999999997]],
    [
      "cosine",
      cosineCurve,
      [0.09140576474687263, 0.06890576474687264, 0.04109423525312738, 0.018594235253127374],
    ],
    [
      "1-sqrt",
      oneMinusSqrtCurve,
      [0.05975077640500379, 0.04307900211696917, 0.030286299768266495, 0.019501552810007573],
    ],
  ] as const)("%s", (_name, curve, cooldown) => {
    const values = [0.01, 0.04, 0.07, 0.1, 0.1, 0.1, 0.1, 0.1, ...cooldown, 0.01, 0.01, 0.01, 0.01];
    const schedule = warmupStableDecay({ ...given, from: 0.01, first: "zero", curve });
    values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 15));
  });
});

// g: what is left of the peak at p of the way, as each library writes it; its floor is a ratio m, applied as g · (1 − m) + m.
describe("every cooldown that other libraries have", () => {
  test.each<[string, Curve, (p: number) => number]>([
    ["linear", linearCurve, (p) => 1 - p],
    ["cosine", cosineCurve, (p) => 0.5 * (1 + Math.cos(Math.PI * p))],
    ["1-sqrt", oneMinusSqrtCurve, (p) => 1 - Math.sqrt(p)],
    ["1-square", squareCurve, (p) => 1 - p * p],
    ["mirror cosine", mirrorCosineCurve, (p) => 2 * (1 - p) - 0.5 * (1 + Math.cos(Math.PI * p))],
    ["Megatron-LM exponential", halvingCurve(1), (p) => 2 * 0.5 ** p - 1],
    ["sqrt(1-p)", reversedCurve(oneMinusSqrtCurve), (p) => Math.sqrt(1 - p)],
    ["REX", rexCurve, (p) => (1 - p) / (1 - p / 2)],
  ])("%s", (_name, curve, g) => {
    for (const m of [0, 0.1]) {
      const phases = { peak: 0.3, warmup: 0, stable: 2, decay: 10, min: 0.3 * m };
      const schedule = warmupStableDecay({ ...phases, curve });
      for (let at = 2; at < 12; at++) {
        const left = g((at - 2) / 10) * (1 - m) + m;
        expect(schedule(at)).toBeCloseTo(0.3 * left, 14);
      }
      expect(schedule(12)).toBe(0.3 * m);
    }
  });

  test("exponential: f^p", () => {
    const phases = { peak: 0.3, warmup: 0, stable: 2, decay: 10, min: 0.3 * 0.01 };
    const schedule = warmupStableDecay({ ...phases, curve: exponentialCurve });
    for (let at = 2; at < 12; at++) {
      expect(schedule(at)).toBeCloseTo(0.3 * 0.01 ** ((at - 2) / 10), 14);
    }
  });
});

// optax 0.2.8, join_schedules([linear_schedule(0, 1, 3), constant_schedule(1), linear_schedule(1, 0, 4)], [3, 6]), float64.
test("agrees with optax", () => {
  const values = [0, 0.33333333333333326, 0.6666666666666666, 1, 1, 1, 1, 0.75, 0.5, 0.25, 0, 0, 0];
  const schedule = warmupStableDecay({ peak: 1, warmup: 3, stable: 3, decay: 4, first: "zero" });
  values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 15));
});

test("bends between its phases", () => {
  const { node } = warmupStableDecay(options);
  expect([0, 2.9, 3, 6.9, 7, 10.9, 11, 50].map((at) => nextOf(node, at))).toEqual([
    ...[3, 3, 7, 7, 11, 11],
    ...[Infinity, Infinity],
  ]);
  const bare = warmupStableDecay({ ...options, warmup: 0, stable: 0 });
  expect([0, 3.9, 4].map((at) => nextOf(bare.node, at))).toEqual([4, 4, Infinity]);
});

test("writes its defaults", () => {
  expect(warmupStableDecay({ peak: 0.1, warmup: 3, stable: 5, decay: 4 }).spec).toEqual({
    kind: "warmupStableDecay",
    peak: 0.1,
    warmup: 3,
    stable: 5,
    decay: 4,
    min: 0,
    curve: { kind: "linearCurve" },
    from: 0,
    first: "step",
  });
});

test.each([
  [
    { min: 0.9 },
    "@anneal/transformer: warmupStableDecay: peak must be at least min and from, got 0.8",
  ],
  [
    { from: 0.9 },
    "@anneal/transformer: warmupStableDecay: peak must be at least min and from, got 0.8",
  ],
  [
    { curve: exponentialCurve, min: 0 },
    "@anneal/core: exponentialCurve: both ends must be above 0 and have a ratio, got 0.8 and 0",
  ],
])("refuses %j", (wrong, message) => {
  expect(() => warmupStableDecay({ ...options, ...wrong })).toThrow(new RangeError(message));
});

test("drops to its floor without a decay, and is it without any phase", () => {
  const held = warmupStableDecay({ peak: 1, min: 0.1, warmup: 1, stable: 3, decay: 0 });
  expect([0, 1, 3.999, 4, 5].map(held)).toEqual([0.5, 1, 1, 0.1, 0.1]);
  expect([held.end, nextOf(held.node, 1)]).toEqual([4, 4]);
  const none = warmupStableDecay({ peak: 1, min: 0.1, warmup: 0, stable: 0, decay: 0 });
  expect([none(0), none(9), none.end, nextOf(none.node, 0)]).toEqual([0.1, 0.1, 0, Infinity]);
  expect(none.spec.decay).toBe(0);
});

describeErrors("@anneal/transformer: warmupStableDecay", warmupStableDecay, options, {
  peak: nonNegativeCase,
  warmup: nonNegativeCase,
  stable: nonNegativeCase,
  decay: nonNegativeCase,
  min: optional(nonNegativeCase),
  curve: optional(curveCase),
  from: optional(nonNegativeCase),
  first: optional(oneOfCase(["step", "zero"])),
});
describeOptions("warmupStableDecay", warmupStableDecay, () => ({ ...options }));
describeSchedule("warmupStableDecay", () => warmupStableDecay(options), [
  warmupStableDecay,
  linearCurve,
]);
describeSchedule(
  "warmupStableDecay with fractions and a curve",
  () =>
    warmupStableDecay({
      peak: 0.3,
      warmup: 10.1,
      stable: 20.2,
      decay: 30.3,
      min: 0.1,
      curve: exponentialCurve,
    }),
  [warmupStableDecay, exponentialCurve],
);
