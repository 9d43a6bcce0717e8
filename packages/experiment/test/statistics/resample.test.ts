import { expect, test } from "vitest";
import { resample } from "../../src/statistics/resample.ts";

test("resamples are as many as asked for, of values of the sample, and each value equally often", () => {
  const first = resample([1, 2, 3, 4], (drawn) => drawn[0]!, 40_000, 3);
  expect(first).toHaveLength(40_000);
  for (const value of [1, 2, 3, 4]) {
    // Within five standard deviations, 87 each.
    expect(Math.abs(first.filter((drawn) => drawn === value).length - 10_000)).toBeLessThan(435);
  }
});
