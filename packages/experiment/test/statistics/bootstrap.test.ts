import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import {
  bcaInterval,
  bootstrapInterval,
  leaveOneOut,
  percentileInterval,
  resample,
} from "../../src/statistics/bootstrap.ts";
import { interquartileMean } from "../../src/statistics/interquartileMean.ts";
import { mean } from "../../src/statistics/mean.ts";
import { normalQuantile } from "../../src/statistics/normal.ts";
import { isClose, reference, sampleOf } from "./reference.ts";

const statistics = { mean, interquartileMean };
type StatisticName = keyof typeof statistics;

const cases = reference.bootstrap.flatMap(({ sample, indices, intervals }) =>
  intervals.map((interval) => ({ sample, indices, ...interval })),
);

describe.each(cases)(
  "$confidence of the $statistic of $sample, from the resamples that SciPy had,",
  ({ sample, indices, statistic, confidence, bca, percentile }) => {
    const values = sampleOf(sample);
    const compute = statistics[statistic as StatisticName];
    const n = values.length;
    const resampled = Float64Array.from({ length: indices.length / n }, (_, row) =>
      compute(
        Array.from(
          { length: n },
          (_value, at) => values[parseInt(indices.charAt(row * n + at), 12)]!,
        ),
      ),
    ).sort();
    const outside = (1 - confidence) / 2;

    test("is SciPy's percentile interval", () => {
      const { low, high } = percentileInterval(resampled, outside);
      expect(isClose(low, percentile[0]!)).toBe(true);
      expect(isClose(high, percentile[1]!)).toBe(true);
    });

    test("is SciPy's BCa interval, or the percentile interval where it has none", () => {
      const [low, high] = bca ?? percentile;
      const actual = bcaInterval(compute(values), resampled, leaveOneOut(values, compute), outside);
      expect(actual.low).toSatisfy((value: number) => isClose(value, low!));
      expect(actual.high).toSatisfy((value: number) => isClose(value, high!));
    });
  },
);

describe("the BCa interval is the percentile interval", () => {
  const resampled = [1, 2, 3, 4, 5];
  const plain = percentileInterval(resampled, 0.1);

  test.each([
    ["where all resamples lie below the estimate", 9, [1, 2, 4]],
    ["where all resamples lie above the estimate", 0, [1, 2, 4]],
    ["where it does not matter which value is left out", 3, [2, 2, 2]],
    ["where the correction turns round", 3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])("%s", (_, estimate, jackknife) => {
    // Far out, the correction of skewed data passes infinity.
    const outside = jackknife.length === 10 ? 1e-30 : 0.1;
    expect(bcaInterval(estimate, resampled, jackknife, outside)).toEqual(
      outside === 0.1 ? plain : percentileInterval(resampled, outside),
    );
  });

  test("where there is neither bias nor skew", () => {
    const { low, high } = bcaInterval(3, resampled, [1, 2, 3], 0.1);
    expect(low).toBeCloseTo(plain.low, 12);
    expect(high).toBeCloseTo(plain.high, 12);
  });
});

test("a value that is left out is missing once, though there be another like it", () => {
  expect([...leaveOneOut([2, 2, 5], mean)]).toEqual([3.5, 3.5, 2]);
});

test("resamples are as many as asked for, of values of the sample, and each value equally often", () => {
  const first = resample([1, 2, 3, 4], (drawn) => drawn[0]!, 40_000, 3);
  expect(first).toHaveLength(40_000);
  for (const value of [1, 2, 3, 4]) {
    // Within five standard deviations, 87 each.
    expect(Math.abs(first.filter((drawn) => drawn === value).length - 10_000)).toBeLessThan(435);
  }
});

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
