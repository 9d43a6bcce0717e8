import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { bootstrapInterval } from "../../src/statistics/bootstrap.ts";
import { interquartileMean } from "../../src/statistics/interquartileMean.ts";
import { normalQuantile } from "../../src/statistics/normal.ts";
import { sampleOf } from "./reference.ts";

test.each([
  ["a single value has none", [5], null],
  ["that of equal values is the value", [0.1, 0.1, 0.1], { low: 0.1, high: 0.1 }],
  ["that of two values reaches from one to the other", [1, 3], { low: 1, high: 3 }],
])("%s", (_, values, expected) => {
  expect(bootstrapInterval(values)).toEqual(expected);
});

const values = fc.array(fc.integer({ min: -50, max: 50 }), { minLength: 2, maxLength: 12 });

test("the same values in another order have the same interval, and so has another call", () => {
  fc.assert(
    fc.property(values, fc.integer(), (sample, seed) => {
      const interval = bootstrapInterval(sample, { resamples: 200, seed });
      expect(bootstrapInterval([...sample].reverse(), { resamples: 200, seed })).toEqual(interval);
    }),
    { numRuns: 50 },
  );
});

test("another seed has another interval", () => {
  const sample = sampleOf("accuracies");
  expect(bootstrapInterval(sample, { seed: 2 })).not.toEqual(bootstrapInterval(sample));
});

test("symmetric data: the mean lies within, about in the middle", () => {
  fc.assert(
    fc.property(values, (half) => {
      const sample = [...half, ...half.map((value) => -value)];
      const { low, high } = bootstrapInterval(sample, { resamples: 500 })!;
      expect(low).toBeLessThanOrEqual(0);
      expect(high).toBeGreaterThanOrEqual(0);
      expect(Math.abs(low + high)).toBeLessThanOrEqual(0.5 * (high - low));
    }),
    { numRuns: 50 },
  );
});

test("it lies between the extremes, moves with the values and grows with the confidence", () => {
  fc.assert(
    fc.property(values, fc.integer({ min: -99, max: 99 }), (sample, shift) => {
      const { low, high } = bootstrapInterval(sample, { resamples: 300 })!;
      expect(low).toBeGreaterThanOrEqual(Math.min(...sample) - 1e-12);
      expect(high).toBeLessThanOrEqual(Math.max(...sample) + 1e-12);
      expect(low).toBeLessThanOrEqual(high);
      const moved = bootstrapInterval(
        sample.map((value) => value + shift),
        { resamples: 300 },
      )!;
      expect(moved.low).toBeCloseTo(low + shift, 9);
      expect(moved.high).toBeCloseTo(high + shift, 9);
      const narrow = bootstrapInterval(sample, { resamples: 300, confidence: 0.5 })!;
      expect(narrow.low).toBeGreaterThanOrEqual(low);
      expect(narrow.high).toBeLessThanOrEqual(high);
    }),
    { numRuns: 100 },
  );
});

test("skewed data pull the BCa interval towards the long tail", () => {
  const sample = sampleOf("skewed");
  const bca = bootstrapInterval(sample)!;
  const percentile = bootstrapInterval(sample, { method: "percentile" })!;
  expect(bca.low).toBeGreaterThan(percentile.low);
  expect(bca.high).toBeGreaterThan(percentile.high);
});

test("another statistic has an interval of its own", () => {
  const sample = sampleOf("outlier");
  const { low, high } = bootstrapInterval(sample, { statistic: interquartileMean })!;
  expect(low).toBeGreaterThan(bootstrapInterval(sample)!.low);
  expect(high).toBeGreaterThan(interquartileMean(sample));
});

describe("in simulation at n = 10, the interval of 95 % covers the mean", () => {
  const generator = xoroshiro128plus(20_261_122);
  const uniform = (): number => ((generator.next() >>> 0) + 0.5) / 2 ** 32;
  const exponential = (): number => -Math.log(uniform());

  test.each([
    ["normal", () => normalQuantile(uniform()), 0],
    ["exponential", exponential, 1],
    ["squared uniform", () => uniform() ** 2, 1 / 3],
  ])("of a %s distribution between 88 and 97 times of 100", (_, draw, truth) => {
    const trials = 1_000;
    let covered = 0;
    for (let trial = 0; trial < trials; trial++) {
      const sample = Array.from({ length: 10 }, draw);
      const { low, high } = bootstrapInterval(sample, { resamples: 1_000, seed: trial })!;
      if (low <= truth && truth <= high) covered += 1;
    }
    expect(covered / trials).toBeGreaterThan(0.88);
    expect(covered / trials).toBeLessThan(0.97);
  });

  test("more often than without the widening", () => {
    let [widened, plain] = [0, 0];
    for (let trial = 0; trial < 500; trial++) {
      const sample = Array.from({ length: 10 }, exponential);
      const options = { resamples: 500, seed: trial };
      const [wide, narrow] = [true, false].map((wider) =>
        bootstrapInterval(sample, { ...options, widened: wider })!,
      ) as [{ low: number; high: number }, { low: number; high: number }];
      if (wide.low <= 1 && 1 <= wide.high) widened += 1;
      if (narrow.low <= 1 && 1 <= narrow.high) plain += 1;
    }
    expect(widened).toBeGreaterThan(plain + 10);
  });
});

test.each([
  [() => bootstrapInterval([]), "bootstrapInterval needs at least one value"],
  [
    () => bootstrapInterval([1, NaN]),
    "bootstrapInterval needs finite values, got NaN at position 1",
  ],
  [
    () => bootstrapInterval([1, 2], { confidence: 1 }),
    "bootstrapInterval: confidence must be a number above 0 and below 1, got 1",
  ],
  [
    () => bootstrapInterval([1, 2], { resamples: 0 }),
    "bootstrapInterval: resamples must be a whole number from 1 to 10000000, got 0",
  ],
  [
    () => bootstrapInterval([1, 2], { seed: 0.5 }),
    "bootstrapInterval: seed must be a whole number, got 0.5",
  ],
])("error %#", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
