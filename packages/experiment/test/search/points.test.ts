import { describe, expect, test } from "vitest";
import { gridPoints, parzenPoint, quasiRandomPoint } from "../../src/search/points.ts";

describe("quasi-random points", () => {
  // Halton's sequence in the bases 2, 3 and 5.
  test.each([
    [0, [1 / 2, 1 / 3, 1 / 5]],
    [1, [1 / 4, 2 / 3, 2 / 5]],
    [2, [3 / 4, 1 / 9, 3 / 5]],
    [3, [1 / 8, 4 / 9, 4 / 5]],
    [4, [5 / 8, 7 / 9, 1 / 25]],
  ])("number %d", (index, expected) => {
    const point = quasiRandomPoint(index, 3);
    for (const [axis, value] of expected.entries()) expect(point[axis]).toBeCloseTo(value, 12);
  });

  test("fill every sixteenth of a square, which as many random ones do not", () => {
    const cells = new Set(
      Array.from({ length: 64 }, (_, index) =>
        quasiRandomPoint(index, 2)
          .map((place) => Math.floor(4 * place))
          .join(),
      ),
    );
    expect(cells.size).toBe(16);
  });
});

describe("a grid", () => {
  test.each([
    [1, 1, [0, 1]],
    [3, 1, [0, 0.5, 1]],
    [5, 1, [0, 0.25, 0.5, 0.75, 1]],
  ])("of %d points on %d axis", (count, dimensions, places) => {
    expect(gridPoints(count, dimensions)).toEqual(places.map((place) => [place]));
  });

  test.each([
    [9, 2, 9],
    [10, 2, 9],
    [15, 2, 9],
    [16, 2, 16],
    [8, 3, 8],
    // At least two places on each axis.
    [3, 3, 8],
    [1000, 3, 1000],
  ])("of %d points on %d axes has %d, all different", (count, dimensions, expected) => {
    const points = gridPoints(count, dimensions);
    expect(points).toHaveLength(expected);
    expect(new Set(points.map((point) => point.join())).size).toBe(expected);
    for (const point of points) expect(point).toHaveLength(dimensions);
  });
});

describe("a tree-structured Parzen estimator", () => {
  const bowl = (point: readonly number[]): number =>
    (point[0]! - 0.8) ** 2 + (point[1]! - 0.2) ** 2;
  const tried = Array.from({ length: 16 }, (_, index) => {
    const point = quasiRandomPoint(index, 2);
    return { point, loss: bowl(point) };
  });

  test("proposes points of the space, the same for one seed", () => {
    for (let seed = 0; seed < 50; seed++) {
      const point = parzenPoint(tried, seed);
      expect(point).toHaveLength(2);
      for (const place of point) {
        expect(place).toBeGreaterThanOrEqual(0);
        expect(place).toBeLessThan(1);
      }
      expect(parzenPoint(tried, seed)).toEqual(point);
    }
    expect(parzenPoint(tried, 1)).not.toEqual(parzenPoint(tried, 2));
  });

  test("looks where it was good: nearer to the lowest place than quasi-random points are", () => {
    const proposed = Array.from({ length: 40 }, (_, seed) => bowl(parzenPoint(tried, seed)));
    const before = tried.map(({ loss }) => loss);
    const middle = (values: readonly number[]) =>
      [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
    expect(middle(proposed)).toBeLessThan(0.3 * middle(before));
  });

  test("takes points that diverged for the worst, also where all did", () => {
    const cliff = tried.map(({ point }) => ({
      point,
      loss: point[0]! > 0.5 ? Infinity : bowl(point),
    }));
    const proposed = Array.from({ length: 40 }, (_, seed) => parzenPoint(cliff, seed)[0]!);
    expect(proposed.filter((place) => place > 0.6).length).toBeLessThan(8);
    const hopeless = tried.map(({ point }) => ({ point, loss: Infinity }));
    expect(parzenPoint(hopeless, 1).every((place) => place >= 0 && place < 1)).toBe(true);
  });
});
