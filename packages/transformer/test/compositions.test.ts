import {
  cosineCurve,
  linearCurve,
  oneMinusSqrtCurve,
  product,
  ramp,
  repeat,
  sequence,
} from "@anneal/core";
import { inverseSqrt, warmupStableDecay } from "@anneal/transformer";
import { expect, test } from "vitest";

// The compositions that the README names, beside the formula of whoever has them as a schedule of their own.

test("levanter's cycles of warmup, stable and decay, each from the end of the one before", () => {
  const cycle = { peak: 1, min: 0.1, stable: 3, decay: 5, first: "zero" } as const;
  const schedule = sequence([
    warmupStableDecay({ ...cycle, warmup: 4 }),
    repeat({ times: 2 }, warmupStableDecay({ ...cycle, warmup: 2, from: 0.1 })),
  ]);
  // Lengths 12, 10 and 10; warmup from the previous end, from 0 the first time.
  const theirs = (step: number): number => {
    const cycles = [
      { start: 0, warmup: 4, from: 0 },
      { start: 12, warmup: 2, from: 0.1 },
      { start: 22, warmup: 2, from: 0.1 },
    ];
    const { start, warmup, from } = cycles.filter((one) => step >= one.start).at(-1)!;
    const own = step - start;
    if (own < warmup) return from + (1 - from) * (own / warmup);
    if (own < warmup + 3) return 1;
    return Math.max(0.1, 1 + (0.1 - 1) * ((own - warmup - 3) / 5));
  };
  for (let step = 0; step < 40; step++) expect(schedule(step)).toBeCloseTo(theirs(step), 14);
  expect(schedule.end).toBe(32);
});

test("WSD-S: back to the peak at once", () => {
  const cycle = { peak: 1, min: 0.1, stable: 3, decay: 5, warmup: 0 };
  const schedule = repeat({ times: 3 }, warmupStableDecay(cycle));
  expect([0, 2, 3, 7, 8, 15, 16, 24].map(schedule)).toEqual([
    1,
    1,
    1,
    expect.closeTo(0.28, 14),
    1,
    expect.closeTo(0.28, 14),
    1,
    0.1,
  ]);
});

test("big_vision's rsqrt: an inverse square root with a linear cooldown over its last steps", () => {
  const [base, warmup, timescale, total, cooldown] = [0.3, 10, 20, 100, 25];
  const schedule = product([
    inverseSqrt({ peak: base, warmup, timescale, first: "zero" }),
    sequence([{ schedule: 1, steps: total - cooldown }, ramp({ from: 1, to: 0, steps: cooldown })]),
  ]);
  for (let step = 0; step <= total; step++) {
    const root = 1 / Math.sqrt(1 + Math.max(0, step - warmup) / timescale);
    const ends = Math.min(1, step / warmup) * Math.min(1, (total - step) / cooldown);
    expect(schedule(step)).toBeCloseTo(base * root * ends, 14);
  }
});

test("knee: explore at the peak, then exploit in a straight line to 0", () => {
  const schedule = warmupStableDecay({
    peak: 0.3,
    warmup: 5,
    stable: 40,
    decay: 20,
    first: "zero",
  });
  for (let step = 0; step <= 70; step++) {
    const left = step < 5 ? step / 5 : step < 45 ? 1 : Math.max(0, (65 - step) / 20);
    expect(schedule(step)).toBeCloseTo(0.3 * left, 14);
  }
});

test("infinite cosine: warm up, fall along a cosine, go on at a constant rate, cool down when it is time", () => {
  const schedule = sequence([
    ramp({ from: 0, to: 0.3, steps: 5 }),
    ramp({ from: 0.3, to: 0.1, steps: 20, curve: cosineCurve }),
    { schedule: 0.1, steps: 50 },
    ramp({ from: 0.1, to: 0, steps: 10, curve: oneMinusSqrtCurve }),
  ]);
  for (let step = 0; step <= 90; step++) {
    const cosine = 0.1 + 0.1 * (1 + Math.cos((Math.PI * (step - 5)) / 20));
    const cooled = Math.max(0, 0.1 * (1 - Math.sqrt(Math.max(0, step - 75) / 10)));
    const theirs = step < 5 ? 0.06 * step : step < 25 ? cosine : step < 75 ? 0.1 : cooled;
    expect(schedule(step)).toBeCloseTo(theirs, 14);
  }
});

test("linear to zero is a cooldown alone", () => {
  const schedule = warmupStableDecay({
    peak: 0.3,
    warmup: 4,
    stable: 0,
    decay: 8,
    curve: linearCurve,
  });
  expect([4, 6, 8, 12].map(schedule)).toEqual([0.3, expect.closeTo(0.225, 14), 0.15, 0]);
});
