import { isReactive, linearCurve, lint, nextOf, ramp, scale } from "@anneal/core";
import {
  describeErrors,
  describeOptions,
  describeReactive,
  describeSchedule,
  oneOfCase,
  optional,
  scheduleCase,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { radamWarmup, untunedWarmup, warmup } from "../src/index.ts";
import { counting } from "./counting.ts";

const kinds = [untunedWarmup, ramp, linearCurve, counting];
const decay = ramp({ from: 0.3, to: 0.1, steps: 7 });

describe("linear", () => {
  test.each([
    // pytorch_warmup tests a beta2 of 0.7: 6 steps.
    [0.7, 6],
    [0.75, 8],
    [0, 2],
    [0.5, 4],
    [0.55, 4],
    [0.9, 20],
    [0.95, 40],
    [0.98, 100],
    [0.99, 200],
    [0.999, 2000],
    [0.9995, 4000],
    [0.9999, 20_000],
    [0.99999, 200_000],
    [0.999999, 2_000_000],
    [1 - 2 ** -53, 2 ** 55],
  ])("beta2 %d has a length of %d", (beta2, length) => {
    const schedule = untunedWarmup({ schedule: 1, beta2 });
    expect(schedule.end).toBe(length - 1);
    expect(schedule(0)).toBe(1 / length);
    expect(schedule(length / 2 - 1)).toBe(0.5);
    expect(schedule(length - 1)).toBe(1);
    expect(schedule(length)).toBe(1);
  });

  test("every decimal has the length that is meant", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), fc.nat(), (digits, some) => {
        const whole = 10 ** digits;
        const numerator = some % whole;
        const schedule = untunedWarmup({ schedule: 1, beta2: numerator / whole });
        expect(schedule.end + 1).toBe(Number((2n * BigInt(whole)) / BigInt(whole - numerator)));
      }),
      { numRuns: 500 },
    );
  });

  test("is an overlay of a step less", () => {
    const schedule = untunedWarmup({ schedule: decay, beta2: 0.7 });
    const same = warmup({ schedule: decay, steps: 5, mode: "overlay" });
    for (let step = 0; step < 12; step += 0.5) expect(schedule(step)).toBeCloseTo(same(step), 15);
    expect(schedule.end).toBe(7);
  });
});

describe("exponential", () => {
  test.each([
    [0.7, 3],
    [0.9, 10],
    [0.999, 1000],
    [0.9999, 10_000],
    [0, 1],
  ])("beta2 %d has a period of %d", (beta2, period) => {
    const schedule = untunedWarmup({ schedule: 0.5, beta2, shape: "exponential" });
    for (const step of [0, 1, 2, 9.5, 100, 5000]) {
      expect(schedule(step)).toBeCloseTo(0.5 * (1 - Math.exp(-(step + 1) / period)), 14);
    }
    expect(schedule.end).toBe(38 * period);
    // It gets there without a jump.
    expect(schedule(38 * period - 1)).toBe(0.5);
    expect(schedule(38 * period)).toBe(0.5);
    expect(schedule(20 * period)).toBeLessThan(0.5);
  });
});

test("next is its own end, and what happens inside", () => {
  const { node } = untunedWarmup({ schedule: decay, beta2: 0.7 });
  expect([0, 4.9, 5, 6.9, 7, 9].map((step) => nextOf(node, step))).toEqual([
    5,
    5,
    7,
    7,
    Infinity,
    Infinity,
  ]);
  const endless = untunedWarmup({ schedule: (step) => step, beta2: 0.7, shape: "exponential" });
  expect([0, 113, 114].map((step) => nextOf(endless.node, step))).toEqual([114, 114, Infinity]);
});

test("reacts when what it holds does", () => {
  const schedule = untunedWarmup({ schedule: scale(2, counting({})), beta2: 0.7 });
  expect(isReactive(schedule)).toBe(true);
  const state = schedule.observe(schedule.initial, { step: 1, metrics: { loss: 1 } });
  expect(schedule.at(1, schedule.initial)).toBeCloseTo((2 * 2) / 6, 15);
  expect(schedule.at(1, state)).toBeCloseTo(2 / 6, 15);
  expect(schedule.at(5, state)).toBe(1);
});

test("writes its shape", () => {
  expect(untunedWarmup({ schedule: 0.1, beta2: 0.9 }).spec).toEqual({
    kind: "untunedWarmup",
    schedule: 0.1,
    beta2: 0.9,
    shape: "linear",
  });
});

// The formula as pytorch_warmup has it: its 0-based step, an offset at which rho is above 4.
function radam(beta2: number): (step: number) => number {
  const most = 2 / (1 - beta2) - 1;
  const rhoOf = (t: number) => most - (2 * t * beta2 ** t) / (1 - beta2 ** t);
  let offset = 1;
  while (!(rhoOf(offset) > 4)) offset += 1;
  return (step) => {
    const rho = rhoOf(step + offset);
    return Math.sqrt(((rho - 4) * (rho - 2) * most) / ((most - 4) * (most - 2) * rho));
  };
}

describe("radamWarmup", () => {
  test("a run may be over before its factor is 1", () => {
    const long = radamWarmup({ schedule: 0.1, beta2: 0.9 });
    expect(long.end).toBeGreaterThan(100);
    expect(lint(long, { steps: 100 })).toEqual([]);
  });

  test.each([0.601, 0.61, 0.7, 0.8, 0.9, 0.95, 0.99, 0.999, 0.9999])(
    "beta2 %d: is the rectification of pytorch_warmup",
    (beta2) => {
      const schedule = radamWarmup({ schedule: 1, beta2 });
      const theirs = radam(beta2);
      for (const step of [0, 1, 2, 3, 5, 10, 30, 100, 1000, 10_000]) {
        // What is left of rho after its two large parts cancel has few digits in the beginning, in theirs as in ours.
        expect(schedule(step)).toBeCloseTo(theirs(step), step < 20 ? 8 : 11);
      }
    },
  );

  // 5 is the first count above 4: ρ∞ = 19, ρ(5) = 19 − 10 · 0.59049 / 0.40951.
  test("begins where the term does", () => {
    const rho = 19 - 5.9049 / 0.40951;
    const first = Math.sqrt(((rho - 4) * (rho - 2) * 19) / (15 * 17 * rho));
    expect(radamWarmup({ schedule: 0.1, beta2: 0.9 })(0)).toBeCloseTo(0.1 * first, 13);
  });

  test.each([0.601, 0.7, 0.9, 0.999, 0.99999])("beta2 %d: rises all the way to 1", (beta2) => {
    const schedule = radamWarmup({ schedule: 1, beta2 });
    const { end } = schedule;
    expect(end).toBe(42 / (1 - beta2));
    let previous = 0;
    for (let share = 0; share <= 1; share += 1 / 64) {
      const value = schedule(Math.floor(share * end));
      expect(value).toBeGreaterThan(0);
      expect(value).toBeGreaterThanOrEqual(previous - 1e-12);
      previous = value;
    }
    expect(schedule(end)).toBe(1);
    expect(schedule(Math.floor(end))).toBeCloseTo(1, 14);
  });

  test("is over the steps of a schedule whose clock keeps running", () => {
    const schedule = radamWarmup({ schedule: decay, beta2: 0.7 });
    const factor = radam(0.7);
    for (const step of [0, 3, 7, 20]) {
      expect(schedule(step)).toBeCloseTo(decay(step) * factor(step), 12);
    }
    expect([0, 7, 141].map((step) => nextOf(schedule.node, step))).toEqual([
      7,
      schedule.end,
      Infinity,
    ]);
  });
});

describeErrors(
  "@anneal/warmup: untunedWarmup",
  untunedWarmup,
  { schedule: 0.1, beta2: 0.999 },
  {
    schedule: scheduleCase,
    beta2: {
      rule: "a number of at least 0 and below 1",
      outOfRange: [-0.1, 1, 2, NaN, Infinity],
    },
    shape: optional(oneOfCase(["linear", "exponential"], ["cosine", ""])),
  },
);
describeErrors(
  "@anneal/warmup: radamWarmup",
  radamWarmup,
  { schedule: 0.1, beta2: 0.999 },
  {
    schedule: scheduleCase,
    beta2: {
      rule: "a number above 0.6 and at most 0.99999",
      outOfRange: [0, 0.6, 0.999991, 1, -1, NaN, Infinity],
    },
  },
);
describeOptions("untunedWarmup", untunedWarmup, () => ({ schedule: 0.1, beta2: 0.9 }));
describeOptions("radamWarmup", radamWarmup, () => ({ schedule: 0.1, beta2: 0.9 }));

describeSchedule("untunedWarmup", () => untunedWarmup({ schedule: decay, beta2: 0.9 }), kinds);
describeSchedule(
  "untunedWarmup, exponential",
  () => untunedWarmup({ schedule: decay, beta2: 0.6, shape: "exponential" }),
  kinds,
);
describeSchedule("radamWarmup", () => radamWarmup({ schedule: decay, beta2: 0.9 }), [
  radamWarmup,
  ...kinds,
]);
describeReactive(
  "untunedWarmup of a reactive schedule",
  () => untunedWarmup({ schedule: counting({}), beta2: 0.9 }),
  kinds,
);
describeReactive(
  "radamWarmup of a reactive schedule",
  () => radamWarmup({ schedule: counting({}), beta2: 0.9 }),
  [radamWarmup, ...kinds],
);
