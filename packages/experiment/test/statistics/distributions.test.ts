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

test("with a million degrees of freedom it is nearly the normal distribution", () => {
  expect(studentDistance(0.95, 1_000_000)).toBeCloseTo(normalQuantile(0.975), 5);
});

test.each<[number, number, string]>([
  [0, 9, "confidence must be a number above 0 and below 1, got 0"],
  [1, 9, "confidence must be a number above 0 and below 1, got 1"],
  [NaN, 9, "confidence must be a number above 0 and below 1, got NaN"],
  [0.95, 0, "degrees must be a whole number from 1 to 1000000, got 0"],
  [0.95, 1.5, "degrees must be a whole number from 1 to 1000000, got 1.5"],
  [0.95, 1_000_001, "degrees must be a whole number from 1 to 1000000, got 1000001"],
  [0.95, Infinity, "degrees must be a whole number from 1 to 1000000, got Infinity"],
])("Student's distance does not know %d with %d degrees of freedom", (share, degrees, message) => {
  const act = () => studentDistance(share, degrees);
  expect(act).toThrow(RangeError);
  expect(act).toThrow(`@anneal/experiment: studentDistance: ${message}`);
});

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
