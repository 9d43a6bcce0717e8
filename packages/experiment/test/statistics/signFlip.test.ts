import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { signFlipTest } from "../../src/statistics/signFlip.ts";
import { isClose, reference } from "./reference.ts";

describe("SciPy's permutation test gives the same", () => {
  test.each(reference.signFlipTest)("$name", ({ differences, p }) => {
    expect(signFlipTest(differences)).toSatisfy((value: number) => isClose(value, p));
  });
});

test.each([
  [1, 1],
  [2, 0.5],
  [5, 0.0625],
  [6, 0.03125],
  [10, 2 / 1024],
  [20, 2 / 1_048_576],
])("of %d differences with one sign, the smallest probability is %d", (n, p) => {
  const differences = Array.from({ length: n }, (_, index) => 1 + index / 7);
  expect(signFlipTest(differences)).toBe(p);
});

test("sums that are equal but for rounding count as equal", () => {
  // 0.1 + 0.2 is above 0.3: of the eight patterns, +++ and ++− are as extreme as their mirror images.
  expect(signFlipTest([0.1, 0.2, -0.3])).toBe(1);
  expect(signFlipTest([0.3, 0.1, 0.1, 0.1])).toBe(signFlipTest([3, 1, 1, 1]));
});

const differences = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 1, maxLength: 10 });

test("it is symmetric, indifferent to order and scale, and at least two patterns of all", () => {
  fc.assert(
    fc.property(differences, (values) => {
      const p = signFlipTest(values);
      expect(signFlipTest(values.map((value) => -value))).toBe(p);
      expect(signFlipTest([...values].reverse())).toBe(p);
      expect(signFlipTest(values.map((value) => value / 64))).toBe(p);
      expect(signFlipTest([...values, 0])).toBe(p);
      expect(p).toBeGreaterThanOrEqual(Math.min(1, 2 ** (1 - values.length)));
      expect(p).toBeLessThanOrEqual(1);
    }),
  );
});

test("a larger mean of the same sizes is never more probable", () => {
  fc.assert(
    fc.property(differences, (values) => {
      expect(signFlipTest(values.map(Math.abs))).toBeLessThanOrEqual(signFlipTest(values));
    }),
  );
});

describe("more than twenty differences", () => {
  const many = Array.from({ length: 40 }, (_, index) => Math.sin(index) + 0.25);

  test("are tested with random patterns of signs, close to the normal approximation", () => {
    // The sum has mean 0 and variance Σd² under the test: z = 10.19 / √22.7 = 2.12, p = 0.034.
    const sum = many.reduce((total, value) => total + value, 0);
    const squares = many.reduce((total, value) => total + value ** 2, 0);
    expect(sum / Math.sqrt(squares)).toBeGreaterThan(1.9);
    const p = signFlipTest(many);
    expect(p).toBeGreaterThan(0.01);
    expect(p).toBeLessThan(0.06);
    expect(signFlipTest(many)).toBe(p);
    expect(signFlipTest(many, { seed: 2 })).not.toBe(p);
    expect(signFlipTest(many, { seed: 2 })).toBeCloseTo(p, 2);
  });

  test("agree with what all patterns of twenty give", () => {
    const twenty = many.slice(0, 20).map((value) => value + 0.1);
    const exact = signFlipTest(twenty);
    // A difference too small to matter makes them twenty-one.
    const drawn = signFlipTest([...twenty, 1e-13]);
    expect(Math.abs(drawn - exact)).toBeLessThan(0.005);
  });

  test("are symmetric", () => {
    expect(signFlipTest(many.map((value) => -value))).toBe(signFlipTest(many));
  });

  test("never have the probability 0", () => {
    const alike = Array.from({ length: 33 }, () => 1);
    expect(signFlipTest(alike, { resamples: 99 })).toBe(0.01);
  });

  test("are tried exhaustively if most of them are 0", () => {
    expect(signFlipTest([1, 1, 1, ...Array.from({ length: 50 }, () => 0)])).toBe(0.25);
  });
});

test.each([
  [() => signFlipTest([]), "signFlipTest needs at least one value"],
  [() => signFlipTest([NaN]), "signFlipTest needs finite values, got NaN at position 0"],
  [
    () => signFlipTest([1], { resamples: 1.5 }),
    "signFlipTest: resamples must be a whole number from 1 to 10000000, got 1.5",
  ],
  [
    () => signFlipTest([1], { resamples: 10_000_001 }),
    "signFlipTest: resamples must be a whole number from 1 to 10000000, got 10000001",
  ],
  [() => signFlipTest([1], { seed: NaN }), "signFlipTest: seed must be a whole number, got NaN"],
])("error %#", (act, message) => {
  expect(act).toThrow(RangeError);
  expect(act).toThrow(message);
});
