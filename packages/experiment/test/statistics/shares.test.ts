import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compareShares, shareInterval } from "../../src/statistics/shares.ts";
import { isClose, reference } from "./reference.ts";

describe("the interval of a share", () => {
  test.each(reference.shareInterval)(
    "%d of %d at %d is SciPy's",
    (count, of, confidence, low, high) => {
      const interval = shareInterval(count, of, confidence);
      expect(Math.abs(interval.low - low)).toBeLessThan(1e-12);
      expect(Math.abs(interval.high - high)).toBeLessThan(1e-12);
    },
  );

  test("covers the share, and mirrors with it", () => {
    const counts = fc
      .integer({ min: 1, max: 60 })
      .chain((of) => fc.tuple(fc.integer({ min: 0, max: of }), fc.constant(of)));
    fc.assert(
      fc.property(counts, ([count, of]) => {
        const { low, high } = shareInterval(count, of);
        expect(low).toBeGreaterThanOrEqual(0);
        expect(low).toBeLessThanOrEqual(count / of);
        expect(high).toBeGreaterThanOrEqual(count / of);
        expect(high).toBeLessThanOrEqual(1);
        const mirrored = shareInterval(of - count, of);
        expect(mirrored.low).toBeCloseTo(1 - high, 12);
        expect(mirrored.high).toBeCloseTo(1 - low, 12);
      }),
    );
  });

  test.each([
    [3, 2],
    [-1, 2],
    [0, 0],
    [0.5, 1],
    [1, 1.5],
  ])("refuses %d of %d", (count, of) => {
    const act = () => shareInterval(count, of);
    expect(act).toThrow(RangeError);
    expect(act).toThrow(`got ${String(count)} of ${String(of)}`);
  });
});

type Pair = readonly [boolean, boolean];
const pairsOf = (both: number, own: number, other: number, neither: number): readonly Pair[] => [
  ...Array.from({ length: both }, (): Pair => [true, true]),
  ...Array.from({ length: own }, (): Pair => [true, false]),
  ...Array.from({ length: other }, (): Pair => [false, true]),
  ...Array.from({ length: neither }, (): Pair => [false, false]),
];

describe("shares of the same seeds", () => {
  test.each(reference.mcNemar)("%d for and %d against have SciPy's p", (own, other, p) => {
    const compared = compareShares(pairsOf(3, own, other, 2));
    expect(compared).toMatchObject({ n: 5 + own + other, onlyOwn: own, onlyOther: other });
    expect(compared.p).toSatisfy((value: number) => isClose(value, p));
  });

  test("9 of 10 against 1 of 10 is a difference", () => {
    const { p, difference, interval } = compareShares(pairsOf(1, 8, 0, 1));
    expect(p).toBe(2 / 256);
    expect(difference).toBe(0.8);
    expect(interval.low).toBeGreaterThan(0.3);
    expect(interval.high).toBeLessThan(1);
  });

  test.each<[readonly [number, number, number, number], number, number]>([
    // Worked out by hand from the formulas of the paper.
    [[20, 12, 2, 16], 0.05615642, 0.329207],
    [[0, 9, 1, 0], 0.19169995, 0.96424757],
  ])("of %o have Newcombe's interval", (counts, low, high) => {
    const { interval } = compareShares(pairsOf(...counts));
    expect(interval.low).toBeCloseTo(low, 7);
    expect(interval.high).toBeCloseTo(high, 6);
  });

  test("the interval covers the difference, within −1 and 1, and turns round with the pairs", () => {
    const counts = fc.tuple(fc.nat(9), fc.nat(9), fc.nat(9), fc.nat(9));
    fc.assert(
      fc.property(
        counts.filter((all) => all.some((count) => count > 0)),
        ([both, own, other, neither]) => {
          const here = compareShares(pairsOf(both, own, other, neither));
          const there = compareShares(pairsOf(both, other, own, neither));
          expect(here.interval.low).toBeGreaterThanOrEqual(-1);
          expect(here.interval.high).toBeLessThanOrEqual(1);
          expect(here.interval.low).toBeLessThanOrEqual(here.difference + 1e-12);
          expect(here.interval.high).toBeGreaterThanOrEqual(here.difference - 1e-12);
          expect(there.p).toBe(here.p);
          expect(there.difference).toBeCloseTo(-here.difference, 14);
          expect(there.interval.low).toBeCloseTo(-here.interval.high, 12);
        },
      ),
    );
  });

  test("pairs that all agree say nothing", () => {
    const { p, difference, interval } = compareShares(pairsOf(4, 0, 0, 0));
    expect([p, difference]).toEqual([1, 0]);
    expect(interval.low).toBeLessThan(0);
    expect(interval.high).toBeGreaterThan(0);
  });

  test("needs a pair", () => {
    expect(() => compareShares([])).toThrow(RangeError);
    expect(() => compareShares([])).toThrow("compareShares needs at least one pair");
  });
});
