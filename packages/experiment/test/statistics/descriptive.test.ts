import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interquartileMean } from "../../src/statistics/interquartileMean.ts";
import { mean, standardDeviation } from "../../src/statistics/mean.ts";
import { median, quantile, quantileOfSorted } from "../../src/statistics/quantile.ts";
import { isClose, reference, sampleOf } from "./reference.ts";

const sample = fc.array(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), {
  minLength: 1,
  maxLength: 30,
});

describe.each(Object.entries(reference.descriptive))("of %s SciPy has", (name, expected) => {
  const values = sampleOf(name);

  test("the same mean and deviation", () => {
    expect(mean(values)).toSatisfy((value: number) => isClose(value, expected.mean));
    if (expected.standardDeviation === null) expect(standardDeviation(values)).toBeNull();
    else {
      const wanted = expected.standardDeviation;
      expect(standardDeviation(values)).toSatisfy((value: number) => isClose(value, wanted));
    }
  });

  test("the same interquartile mean", () => {
    expect(interquartileMean(values)).toSatisfy((value: number) =>
      isClose(value, expected.interquartileMean),
    );
  });

  test.each(expected.quantiles)("the same quantile at %d", (probability, wanted) => {
    expect(quantile(values, probability)).toSatisfy((value: number) => isClose(value, wanted));
  });
});

test.each([
  [[7], 7],
  [[3, 1], 2],
  [[5, 1, 2], 2],
  [[4, 1, 3, 2], 2.5],
])("the median of %o is %d", (values, expected) => {
  expect(median(values)).toBe(expected);
});

test.each([
  [[9, 1, 2], 4],
  [[100, 1, 2, 3], 2.5],
  [[100, 1, 2, 3, 4, 5, 6, -50], 3.5],
])("the interquartile mean of %o is %d", (values, expected) => {
  expect(interquartileMean(values)).toBe(expected);
});

test("the interquartile mean lies between the values it keeps, and is indifferent to order and to an outlier", () => {
  fc.assert(
    fc.property(sample, (values) => {
      const sorted = [...values].sort((a, b) => a - b);
      const cut = Math.floor(values.length / 4);
      const iqm = interquartileMean(values);
      expect(iqm).toBeGreaterThanOrEqual(sorted[cut]! - 1e-9 * Math.abs(sorted[cut]!));
      const top = sorted[sorted.length - 1 - cut]!;
      expect(iqm).toBeLessThanOrEqual(top + 1e-9 * Math.abs(top));
      expect(interquartileMean([...values].reverse())).toBe(iqm);
      if (cut > 0) expect(interquartileMean([...sorted.slice(0, -1), 1e9])).toBe(iqm);
    }),
  );
});

test("quantiles never fall, and begin and end at the extremes", () => {
  const probability = fc.double({ noNaN: true, min: 0, max: 1 });
  fc.assert(
    fc.property(sample, probability, probability, (values, left, right) => {
      const [low, high] = [quantile(values, left), quantile(values, right)];
      const rounding = 1e-9 * Math.max(Math.abs(low), Math.abs(high));
      expect(left <= right ? low - high : high - low).toBeLessThanOrEqual(rounding);
      expect(quantile(values, 0)).toBe(Math.min(...values));
      expect(quantile(values, 1)).toBe(Math.max(...values));
    }),
  );
});

test("values keep the order they were given in", () => {
  const values = [3, 1, 2];
  median(values);
  interquartileMean(values);
  expect(values).toEqual([3, 1, 2]);
});

test.each([
  [() => mean([]), "mean needs at least one value"],
  [() => standardDeviation([]), "mean needs at least one value"],
  [() => mean([1, NaN]), "mean needs finite values, got NaN at position 1"],
  [() => interquartileMean([Infinity]), "mean needs finite values, got Infinity at position 0"],
  [() => median([]), "quantile needs at least one value"],
  [() => quantile([1], 1.5), "quantile needs a probability from 0 to 1, got 1.5"],
  [() => quantile([1], NaN), "quantile needs a probability from 0 to 1, got NaN"],
  [
    () => quantileOfSorted([0, Infinity], 0),
    "quantile needs finite values, got Infinity at position 1",
  ],
])("error %#", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
