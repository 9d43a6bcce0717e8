import type { Schedule } from "@anneal/core";
import { childOf, nextOf } from "@anneal/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { keras, timm, torch } from "../src/index.ts";

interface Cycle {
  readonly index: number;
  readonly start: number;
  readonly length: number;
}

/** The cycle of a step, counted one by one. */
function counted(step: number, steps: number, multiplier: number, limit: number): Cycle {
  let index = 0;
  let start = 0;
  let length = steps;
  while (start + length <= step && index < limit) {
    start += length;
    length *= multiplier;
    index++;
  }
  return { index, start, length };
}

describe("cycles", () => {
  const options = fc.record({
    steps: fc.integer({ min: 1, max: 50 }),
    multiplier: fc.constantFrom(0.5, 0.9, 1, 1.1, 1.5, 2, 3),
    limit: fc.integer({ min: 1, max: 60 }),
    share: fc.double({ min: 0.001, max: 0.999, noNaN: true }),
    cycle: fc.nat(60),
  });

  test("are those counted one by one", () => {
    fc.assert(
      fc.property(options, ({ steps, multiplier, limit, share, cycle }) => {
        let start = 0;
        let length = steps;
        for (let index = 0; index < cycle; index++, length *= multiplier) start += length;
        const step = start + share * length;
        const { index, ...own } = counted(step, steps, multiplier, limit);
        const schedule = timm.polyLRScheduler({
          lr: 1,
          lrMin: 0.25,
          tInitial: steps,
          cycleMul: multiplier,
          cycleLimit: limit,
          cycleDecay: 0.9,
          power: 1,
        });
        const peak = 0.9 ** index;
        const progress = (step - own.start) / own.length;
        const rate = index === limit ? 0.25 : peak + (0.25 - peak) * progress;
        // Cycles that are as short as the rounding of the step are no longer told apart.
        const blur = (peak * step * 2 ** -45) / own.length;
        expect(Math.abs(schedule(step) - rate)).toBeLessThanOrEqual(1e-12 + blur);
      }),
    );
  });

  test.each([
    [3, 2],
    [10, 3],
    [7, 1],
    [2, 5],
  ])("of %d steps, each %d times as long, begin exactly at their restarts", (steps, multiplier) => {
    const schedule = torch.cosineAnnealingWarmRestarts({
      lr: 0.1,
      t0: steps,
      tMult: multiplier,
      etaMin: 0.2,
    });
    let start = 0;
    for (let length = steps; start < 2 ** 50; length *= multiplier) {
      expect(schedule(start)).toBe(0.1);
      expect(nextOf(childOf(schedule), start)).toBe(start + length);
      if (start > 0) expect(schedule(start - 1)).not.toBe(0.1);
      start += length;
      if (multiplier === 1 && start > 1000) break;
    }
  });

  const poly = (cycleLimit: number): Schedule =>
    timm.polyLRScheduler({ lr: 0.1, tInitial: 10, cycleMul: 0.9, cycleLimit });

  test.each([2 ** 31, 2 ** 53 - 1])("that shrink %d times are over after their sum", (limit) => {
    const schedule = poly(limit);
    expect(schedule.end).toBeCloseTo(100, 9);
    // Cycle 6 begins at 46.8559 and takes 5.31441 steps.
    expect(schedule(50)).toBeCloseTo(0.1 * Math.sqrt(1 - (50 - 46.8559) / 5.31441), 12);
    expect([100.001, 1e6, Number.MAX_VALUE].map((step) => schedule(step))).toEqual([0, 0, 0]);
  });

  test("may be at the last of all steps", () => {
    const last = Number.MAX_VALUE;
    const schedule = torch.cosineAnnealingWarmRestarts({ lr: 0.1, t0: 10, tMult: 2, etaMin: 0.2 });
    // Cycle 1020 begins at 10 · 2^1020: 0.6 of it are done.
    const rate = 0.2 - (0.1 * (1 + Math.cos(0.6 * Math.PI))) / 2;
    expect(schedule(last)).toBeCloseTo(rate, 12);
    const restarts = keras.cosineDecayRestarts({
      initialLearningRate: 1e-200,
      firstDecaySteps: 10,
      mMul: 1.5,
    });
    expect(restarts(last) / (1e-200 * 1.5 ** 1020)).toBeCloseTo(
      (1 + Math.cos(0.6 * Math.PI)) / 2,
      9,
    );
  });

  test.each([1 + 2 ** -52, 1 - 2 ** -53])("may each be %d times as long as the last", (factor) => {
    const schedule = keras.cosineDecayRestarts({
      initialLearningRate: 0.1,
      firstDecaySteps: 1,
      tMul: factor,
      mMul: 1.0000001,
      alpha: 2,
    });
    // Between the rate at which every cycle begins and the floor.
    expect(schedule(1000.5)).toBeCloseTo(0.15, 4);
    for (const step of [2 ** 31, 2 ** 53, 1e300]) {
      expect(() => {
        expect(schedule(step)).toBeLessThanOrEqual(0.2);
      }).not.toThrow(TypeError);
    }
  });
});

test("a wave that is shorter than the rounding of a step has an event after it", () => {
  const step = 1830592918179628.8;
  const { node } = torch.cosineAnnealingLR({ lr: 0.1, tMax: 0.1 });
  expect(nextOf(node, step)).toBeGreaterThan(step);
});

describe("a product of running factors", () => {
  const multiplicative = (lrLambda: (step: number) => number): Schedule =>
    torch.multiplicativeLR({ lr: 0.1, lrLambda });

  test("ends where its calls would become too many", () => {
    const schedule = multiplicative(() => 1);
    expect(() => schedule(1e17)).toThrow(RangeError);
    expect(() => schedule(10_000_001)).toThrow(
      "@anneal/compat: torch.multiplicativeLR: step must be at most 10000000, because every step is one more call of lrLambda, got 10000001",
    );
    expect(schedule(3)).toBe(0.1);
  });

  test("costs a thousand calls at most where it has been before", () => {
    let calls = 0;
    const schedule = multiplicative(() => (calls++, 1));
    schedule(50_000);
    expect(calls).toBe(50_000);
    for (const step of [7, 49_999, 1000, 0, 31_415.9, 50_000]) {
      calls = 0;
      schedule(step);
      expect(calls).toBeLessThan(1000);
    }
  });

  test("is the same in any order", () => {
    const lrLambda = (step: number): number => 1 + 1 / (step + 1) - 1 / (step + 0.7);
    const once = (step: number): number => multiplicative(lrLambda)(step);
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5000 }), { maxLength: 8 }), (steps) => {
        const schedule = multiplicative(lrLambda);
        for (const step of steps) expect(schedule(step)).toBe(once(step));
      }),
    );
  });

  test("forgets a call that threw, or gave no number", () => {
    for (const fault of [(): number => NaN, (): number => Infinity, "throw"] as const) {
      let broken = true;
      const schedule = torch.multiplicativeLR({
        lr: 0.1,
        lrLambda(step) {
          if (step === 3 && broken) {
            broken = false;
            if (fault === "throw") throw new Error("once");
            return fault();
          }
          return 0.5;
        },
      });
      expect(() => schedule(5)).toThrow(fault === "throw" ? "once" : "value at step 5");
      expect(schedule(5)).toBe(0.003125);
    }
  });

  test("may ask for an earlier value of its own", () => {
    const schedule: Schedule = multiplicative((step) => (step > 1 ? 10 * schedule(step - 1) : 0.5));
    // Each factor is ten times the rate before it.
    expect([1, 2, 3].map((step) => schedule(step))).toEqual([
      0.05,
      0.05 * (10 * 0.05),
      0.05 * (10 * 0.05) * (10 * (0.05 * (10 * 0.05))),
    ]);
  });
});

test.each([
  // The first reduction that is no more than eps: by 0.5^27 · 0.5 of 1.
  [{ lr: 1, factor: 0.5, eps: 1e-8 }, 0.5 ** 26],
  [{ lr: 1, factor: 0.5, eps: 0.5 }, 1],
  [{ lr: 1, factor: 0.5, eps: 0.25 }, 0.5],
  [{ lr: 1, factor: 0.5, eps: 1e-3, minLr: 0.3 }, 0.3],
  [{ lr: 1, factor: 0.5, eps: 0.21, minLr: 0.3 }, 0.5],
  // There are 10¹³ reductions before it.
  [{ lr: 1, factor: 1 - 1e-12, eps: 1e-17 }, 1e-5],
  [{ lr: 0, factor: 0.5, eps: 1e-8 }, 0],
])("a plateau with %o stops at a rate of its own", (options, floor) => {
  const { spec } = torch.reduceLROnPlateau(options);
  const min = spec["min"] as number;
  expect(Math.abs(min - floor)).toBeLessThanOrEqual(1e-3 * floor);
});
