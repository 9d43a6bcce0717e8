import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cosineWeight, exponential2, logarithm2, power, wholePower } from "../src/elementary.ts";

const unit = fc.double({ min: 0, max: 1, noNaN: true });

/** The error of a result, in units of what a number of its size can tell apart. */
const relativeError = (actual: number, expected: number): number =>
  Math.abs(actual - expected) / Math.max(Math.abs(expected), 2 ** -1022);

describe("cosineWeight", () => {
  test.each([
    [0, 1],
    [1 / 3, 0.75],
    [0.5, 0.5],
    [2 / 3, 0.25],
    [1, 0],
  ])("at %d of the way, %d is left", (progress, expected) => {
    expect(cosineWeight(progress)).toBeCloseTo(expected, 15);
  });

  test("is exact at both ends and in the middle", () => {
    expect([0, 0.5, 1].map(cosineWeight)).toEqual([1, 0.5, 0]);
  });

  test("is the cosine, never rises, and its halves add up", () => {
    fc.assert(
      fc.property(unit, unit, (one, other) => {
        expect(Math.abs(cosineWeight(one) - (1 + Math.cos(Math.PI * one)) / 2)).toBeLessThan(4e-16);
        const [early, late] = [Math.min(one, other), Math.max(one, other)];
        expect(cosineWeight(late)).toBeLessThanOrEqual(cosineWeight(early));
        expect(cosineWeight(one) + cosineWeight(1 - one)).toBeCloseTo(1, 15);
      }),
    );
  });
});

describe("exponential2", () => {
  test.each([-1074, -1022, -30, -1, 0, 1, 52, 1023])("is exact for %d", (exponent) => {
    expect(exponential2(exponent)).toBe(2 ** exponent);
  });

  test("is 0 below the smallest number and infinite above the largest", () => {
    expect([-1076, -1e9, -Infinity].map(exponential2)).toEqual([0, 0, 0]);
    expect([1024.5, 1e9, Infinity].map(exponential2)).toEqual([Infinity, Infinity, Infinity]);
  });

  test("is a power of two, to a few units in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: -1000, max: 1000, noNaN: true }), (exponent) => {
        expect(relativeError(exponential2(exponent), 2 ** exponent)).toBeLessThan(1e-15);
      }),
    );
  });
});

describe("logarithm2", () => {
  test.each([5e-324, 2 ** -1022, 0.125, 1, 2, 2 ** 1023])("is exact for %d", (value) => {
    expect(logarithm2(value)).toBe(Math.log2(value));
  });

  test("has its bound at 0, and the largest number", () => {
    expect(logarithm2(0)).toBe(-Infinity);
    // Large steps and small ones are both exact.
    for (const bits of [-1074, -1000, -33, -32, -31, 31, 32, 33, 64, 1000, 1023]) {
      expect(logarithm2(2 ** bits)).toBe(bits);
      if (bits > -1000) expect(logarithm2(1.25 * 2 ** bits)).toBe(bits + logarithm2(1.25));
    }
    expect(logarithm2(-0)).toBe(-Infinity);
    expect(logarithm2(Number.MAX_VALUE)).toBe(1024);
    expect(logarithm2(NaN)).toBeNaN();
  });

  test("is the logarithm, to a few units in the last place", () => {
    fc.assert(
      fc.property(fc.double({ min: 5e-324, max: 1e308, noNaN: true }), (value) => {
        expect(relativeError(logarithm2(value), Math.log2(value))).toBeLessThan(1e-15);
      }),
    );
    // Close to 1, where the logarithm is small.
    for (const small of [1e-15, 1e-9, 1e-4]) {
      expect(relativeError(logarithm2(1 - small), Math.log1p(-small) / Math.LN2)).toBeLessThan(0.1);
      expect(logarithm2(1 - small)).toBeLessThan(0);
    }
  });
});

describe("wholePower", () => {
  test.each([
    [0.5, 0, 1],
    [0, 0, 1],
    [0.3, 1, 0.3],
    [0.3, 2, 0.09],
    [10, 5, 100_000],
    [0.5, 1074, 5e-324],
    [0.5, 2 ** 53, 0],
    [1, 2 ** 53, 1],
  ])("%d to the power of %d is %d", (base, exponent, expected) => {
    expect(wholePower(base, exponent)).toBe(expected);
  });

  test("is a repeated product", () => {
    fc.assert(
      fc.property(unit, fc.nat(60), (base, exponent) => {
        let product = 1;
        for (let count = 0; count < exponent; count++) product *= base;
        const error = Math.abs(wholePower(base, exponent) - product);
        // Below the smallest normal number a product has fewer digits.
        expect(error).toBeLessThanOrEqual(product * 60 * 2 ** -52 + 1e-320);
      }),
    );
  });
});

describe("power", () => {
  test.each([
    [0.25, 0.5, 0.5],
    [0, 0.3, 0],
    [0, 0, 1],
    [7, 0, 1],
    [0.3, 2, 0.09],
    [1, 123.4, 1],
    [4, 1.5, 8],
    [0.5, 100, 2 ** -100],
    [0.5, 1e6, 0],
  ])("%d to the power of %d is %d", (base, exponent, expected) => {
    expect(power(base, exponent)).toBe(expected);
  });

  test("is what `**` gives, but for the last places", () => {
    fc.assert(
      fc.property(unit, fc.double({ min: 0.01, max: 200, noNaN: true }), (base, exponent) => {
        const expected = base ** exponent;
        if (expected < 1e-290) expect(power(base, exponent)).toBeLessThan(1e-289);
        else expect(relativeError(power(base, exponent), expected)).toBeLessThan(3e-13);
      }),
    );
  });
});
