import { exponentialCurve, nextOf } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeSchedule,
  duration,
  nonNegativeCase,
  positiveCase,
  step as anyStep,
} from "@anneal/testing";
import { triStage, warmupStableDecay } from "@anneal/transformer";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

const options = { initial: 0.2, peak: 0.8, min: 0.05, warmup: 3, hold: 4, decay: 4 };

describe("values", () => {
  test.each([
    [
      "all three stages",
      options,
      [
        [0, 0.2],
        [1, 0.4],
        [1.5, 0.5],
        [2, 0.6],
        [3, 0.8],
        [5, 0.8],
        [6.999999, 0.8],
        [7, 0.8],
        [8, 0.4],
        [8.5, 0.4 * Math.SQRT1_2],
        [9, 0.2],
        [10, 0.1],
        [11, 0.05],
        [12, 0.05],
        [1e9, 0.05],
      ],
    ],
    [
      "no warmup",
      { ...options, warmup: 0 },
      [
        [0, 0.8],
        [4, 0.8],
        [5, 0.4],
        [8, 0.05],
      ],
    ],
    [
      "no hold",
      { ...options, hold: 0 },
      [
        [2, 0.6],
        [3, 0.8],
        [4, 0.4],
        [7, 0.05],
      ],
    ],
    [
      "a decay alone",
      { ...options, warmup: 0, hold: 0 },
      [
        [0, 0.8],
        [1, 0.4],
        [4, 0.05],
      ],
    ],
    [
      "from 0, which is then the first rate",
      { ...options, initial: 0, warmup: 4 },
      [
        [0, 0],
        [1, 0.2],
        [4, 0.8],
      ],
    ],
    [
      "nothing to do",
      { ...options, initial: 0.8, min: 0.8 },
      [
        [0, 0.8],
        [2, 0.8],
        [9, 0.8],
        [20, 0.8],
      ],
    ],
  ] as const)("%s", (_what, given, rows) => {
    const schedule = triStage(given);
    for (const [at, value] of rows) expect(schedule(at)).toBeCloseTo(value, 12);
  });
});

const rateAbove0 = fc.double({ min: 1e-9, max: 10, noNaN: true });
const phase = fc.oneof(fc.constant(0), duration());

test("is exact at its joints and its end, and between its bounds everywhere", () => {
  const parts = fc.record({ warmup: phase, hold: phase, decay: duration() });
  const rates = fc.tuple(rateAbove0, rateAbove0, rateAbove0);
  fc.assert(
    fc.property(parts, rates, anyStep(), (given, three, at) => {
      const [min, initial, peak] = three.sort((a, b) => a - b);
      const schedule = triStage({ ...given, initial, peak, min });
      const start = given.warmup + given.hold;
      const end = start + given.decay;
      if (given.warmup > 0) expect(schedule(0)).toBe(initial);
      for (const joint of [given.warmup, (given.warmup + start) / 2, start]) {
        expect(schedule(joint)).toBe(peak);
      }
      expect(schedule(end)).toBe(min);
      expect(schedule.end).toBe(end);
      expect(schedule(at)).toBeLessThanOrEqual(peak * (1 + 2 ** -48));
      expect(schedule(at)).toBeGreaterThanOrEqual(min * (1 - 2 ** -48));
      expect(schedule(given.warmup * (1 - 1e-9))).toBeCloseTo(peak, 6);
      expect(schedule(start + given.decay * 1e-9)).toBeCloseTo(peak, 5);
      expect(schedule(end - given.decay * 1e-9)).toBeCloseTo(min, 5);
    }),
  );
});

test("is a number for every horizon, however it is divided", () => {
  for (let total = 1; total <= 50; total++) {
    for (const share of [0, 0.1, 1 / 3, 0.5, 0.9]) {
      const warmup = share * total;
      const rest = total - warmup;
      for (const hold of [0, rest * 0.7, Math.floor(rest / 2)]) {
        const schedule = triStage({ ...options, warmup, hold, decay: rest - hold });
        expect(schedule.end).toBeCloseTo(total, 12);
        for (let at = 0; at <= total + 1; at++) {
          expect(schedule(at)).toBeLessThanOrEqual(0.8);
          expect(schedule(at)).toBeGreaterThanOrEqual(0.05);
        }
      }
    }
  }
});

test.each([
  [1e300, 1e-300],
  [Number.MAX_VALUE, Number.MIN_VALUE],
  [1e-300, 1e-310],
])("falls from %d to %d, whose quotient may be no number", (peak, min) => {
  const schedule = triStage({ initial: 0, peak, min, warmup: 0, hold: 0, decay: 4 });
  expect(schedule(0)).toBe(peak);
  expect(schedule(2) / (Math.sqrt(peak) * Math.sqrt(min))).toBeCloseTo(1, 11);
  expect(schedule(4 - 2 ** -51) / min).toBeCloseTo(1, 11);
  expect(schedule(4)).toBe(min);
});

test("has a decay as short as a number can be", () => {
  const schedule = triStage({ ...options, decay: Number.MIN_VALUE, warmup: 0, hold: 0 });
  expect([0, Number.MIN_VALUE].map(schedule)).toEqual([0.8, 0.05]);
});

test("is warmup, stable, decay along exponentialCurve", () => {
  const { initial, min, hold, ...others } = options;
  const same = warmupStableDecay({
    ...others,
    stable: hold,
    from: initial,
    min,
    first: "zero",
    curve: exponentialCurve,
  });
  const schedule = triStage(options);
  for (let at = 0; at < 15; at += 0.25) expect(schedule(at)).toBeCloseTo(same(at), 15);
});

test("is what fairseq documents", () => {
  const [peak, warmup, hold, decay, scale] = [3e-4, 40, 200, 600, 0.01];
  const schedule = triStage({
    initial: scale * peak,
    peak,
    min: scale * peak,
    warmup,
    hold,
    decay,
  });
  for (const at of [0, 1, 39]) {
    expect(schedule(at)).toBeCloseTo(scale * peak + (at * (peak - scale * peak)) / warmup, 15);
  }
  for (const at of [40, 100, 239]) expect(schedule(at)).toBe(peak);
  const rate = -Math.log(scale) / decay;
  for (const at of [240, 241, 500, 839, 840]) {
    expect(schedule(at)).toBeCloseTo(peak * Math.exp(-rate * (at - 240)), 15);
  }
  expect(schedule(841)).toBe(scale * peak);
});

// optax 0.2.8, warmup_exponential_decay_schedule(0, 0.1, 2, 2, 0.5, 1, False, 0.02), float64.
test("agrees with optax, whose decay is cut off by its floor", () => {
  const values = [0, 0.05, 0.1, 0.1, 0.07071067811865477, 0.05, 0.03535533905932738, 0.025];
  const rates = { initial: 0, peak: 0.1, min: 0.025 };
  const schedule = triStage({ ...rates, warmup: 2, hold: 1, decay: 4 });
  values.forEach((value, at) => expect(schedule(at)).toBeCloseTo(value, 15));
});

test("writes its options", () => {
  expect(triStage(options).spec).toEqual({ kind: "triStage", ...options });
});

test.each([[{ initial: 0.9 }], [{ min: 0.9 }]])("refuses %j", (wrong) => {
  expect(() => triStage({ ...options, ...wrong })).toThrow(
    new RangeError("@anneal/transformer: triStage: peak must be at least initial and min, got 0.8"),
  );
});

test("bends between its phases", () => {
  const { node } = triStage(options);
  expect([0, 2.9, 3, 6.9, 7, 10.9, 11, 50].map((at) => nextOf(node, at))).toEqual([
    ...[3, 3, 7, 7, 11, 11],
    ...[Infinity, Infinity],
  ]);
  const bare = triStage({ ...options, warmup: 0, hold: 0 });
  expect([0, 3.9, 4].map((at) => nextOf(bare.node, at))).toEqual([4, 4, Infinity]);
});

test("drops to its floor without a decay, and is it without any stage", () => {
  const given = { initial: 0.1, peak: 1, min: 0.01 };
  const held = triStage({ ...given, warmup: 2, hold: 3, decay: 0 });
  expect([0, 2, 4.999, 5, 6].map(held)).toEqual([0.1, 1, 1, 0.01, 0.01]);
  expect([held.end, nextOf(held.node, 2)]).toEqual([5, 5]);
  const none = triStage({ ...given, warmup: 0, hold: 0, decay: 0 });
  expect([none(0), none(9), none.end, nextOf(none.node, 0)]).toEqual([0.01, 0.01, 0, Infinity]);
  expect(none.spec.decay).toBe(0);
});

describeErrors("@anneal/transformer: triStage", triStage, options, {
  initial: nonNegativeCase,
  peak: positiveCase,
  min: positiveCase,
  warmup: nonNegativeCase,
  hold: nonNegativeCase,
  decay: nonNegativeCase,
});
describeOptions("triStage", triStage, () => ({ ...options }));
describeSchedule("triStage", () => triStage(options), [triStage]);
describeSchedule(
  "triStage over fractions",
  () => triStage({ ...options, warmup: 10.1, hold: 20.2, decay: 30.3 }),
  [triStage],
);
