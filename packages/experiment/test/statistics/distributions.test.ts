import { expect, test } from "vitest";
import { normalCdf, normalQuantile } from "../../src/statistics/normal.ts";
import { studentDistance } from "../../src/statistics/student.ts";
import { isClose, reference } from "./reference.ts";

test.each(reference.normalCdf)("the normal distribution at %d is %d", (value, expected) => {
  expect(normalCdf(value)).toSatisfy((actual: number) => isClose(actual, expected));
});

test.each(reference.normalQuantile)("the normal quantile of %d is %d", (probability, expected) => {
  expect(normalQuantile(probability)).toSatisfy((actual: number) => isClose(actual, expected));
});

test.each(reference.studentDistance)(
  "Student's distribution has %d within, with %d degrees of freedom, %d",
  (confidence, degrees, expected) => {
    expect(studentDistance(confidence, degrees)).toSatisfy((actual: number) =>
      isClose(actual, expected),
    );
  },
);

test("the normal distribution is symmetric, rises, and its quantile leads back", () => {
  let before = 0;
  for (let value = -6; value <= 6; value += 1 / 64) {
    const probability = normalCdf(value);
    expect(probability).toBeGreaterThan(before);
    expect(probability + normalCdf(-value)).toBeCloseTo(1, 14);
    if (value <= 0) expect(normalQuantile(probability)).toBeCloseTo(value, 12);
    before = probability;
  }
});

test("the ends of the normal distribution are exact", () => {
  expect(normalCdf(0)).toBe(0.5);
  expect(normalCdf(-Infinity)).toBe(0);
  expect(normalCdf(Infinity)).toBe(1);
  expect(normalQuantile(0)).toBe(-Infinity);
  expect(normalQuantile(1)).toBe(Infinity);
  expect(normalQuantile(0.5)).toBe(0);
});

test.each([-0.1, 1.1, NaN])("%d is no probability", (probability) => {
  const act = () => normalQuantile(probability);
  expect(act).toThrow(RangeError);
  expect(act).toThrow(`normalQuantile needs a probability from 0 to 1, got ${String(probability)}`);
});
