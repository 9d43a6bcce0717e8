import { expect, test } from "vitest";
import { bootstrapInterval } from "../../src/statistics/bootstrap.ts";
import { meanInterval } from "../../src/statistics/meanInterval.ts";

test.each([
  // mean ± t · sd / √n, with t = 12.706, 4.303, 3.182 and 2.776.
  [[1, 3], 2, 12.7062047361747],
  [[1, 2, 3], 2, 4.30265272974946 / Math.sqrt(3)],
  [[0, 0, 4, 4], 2, (3.18244630528371 * Math.sqrt(16 / 3)) / 2],
  [[1, 2, 3, 4, 5], 3, (2.77644510519779 * Math.sqrt(2.5)) / Math.sqrt(5)],
])("of %o is Student's: %d ± %d", (values, center, room) => {
  const { low, high } = meanInterval(values)!;
  expect(low).toBeCloseTo(center - room, 10);
  expect(high).toBeCloseTo(center + room, 10);
});

test("narrows with the confidence, and is that of the options", () => {
  const wide = meanInterval([1, 2, 4], { confidence: 0.99 })!;
  const narrow = meanInterval([1, 2, 4], { confidence: 0.5 })!;
  expect(wide.low).toBeLessThan(narrow.low);
  expect(wide.high).toBeGreaterThan(narrow.high);
});

test("from six values on it is the widened bootstrap's", () => {
  const six = [0.1, 0.4, 0.2, 0.9, 0.3, 0.35];
  const options = { confidence: 0.9, resamples: 500, seed: 3 };
  expect(meanInterval(six, options)).toEqual(bootstrapInterval(six, options));
  expect(meanInterval(six.slice(1), options)).not.toEqual(bootstrapInterval(six.slice(1), options));
});

test("of one value is null, of equal ones that value alone", () => {
  expect(meanInterval([0.3])).toBeNull();
  expect(meanInterval([0.1, 0.1, 0.1])).toEqual({ low: 0.1, high: 0.1 });
});

test.each([
  [() => meanInterval([]), "meanInterval needs at least one value"],
  [() => meanInterval([1, NaN]), "meanInterval needs finite values, got NaN at position 1"],
  [
    () => meanInterval([1, 2], { confidence: 1 }),
    "meanInterval: confidence must be a number above 0 and below 1, got 1",
  ],
])("error %#", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
