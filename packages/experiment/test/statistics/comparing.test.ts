import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { performanceProfile } from "../../src/statistics/performanceProfile.ts";
import { probabilityOfImprovement } from "../../src/statistics/probabilityOfImprovement.ts";
import { isClose, reference, sampleOf } from "./reference.ts";

describe("the probability of improvement", () => {
  test.each(reference.probabilityOfImprovement)(
    "of $values over $others is that of SciPy's rank test",
    ({ values, others, probability: expected }) => {
      const actual = probabilityOfImprovement(sampleOf(values), sampleOf(others));
      expect(actual).toSatisfy((value: number) => isClose(value, expected));
    },
  );

  test.each([
    [[1], [1], 0.5],
    [[2, 3], [1], 1],
    [[1], [2, 3], 0],
    [[1, 2], [1, 2], 0.5],
    [[1, 3], [2], 0.5],
    [[1, 2, 2], [2, 0], 4 / 6],
  ])("of %o over %o is %d", (values, others, expected) => {
    expect(probabilityOfImprovement(values, others)).toBe(expected);
  });

  const sample = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 8 });

  test("of one over the other and of the other over the one add up to 1", () => {
    fc.assert(
      fc.property(sample, sample, (values, others) => {
        const both =
          probabilityOfImprovement(values, others) + probabilityOfImprovement(others, values);
        expect(both).toBeCloseTo(1, 14);
      }),
    );
  });

  test.each([
    [() => probabilityOfImprovement([], [1]), "probabilityOfImprovement needs at least one value"],
    [
      () => probabilityOfImprovement([1], [NaN]),
      "probabilityOfImprovement needs finite values, got NaN at position 0",
    ],
  ])("error %#", (act, message) => {
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});

describe("the performance profile", () => {
  test("counts what each solves within a multiple of the lowest cost", () => {
    const profile = performanceProfile(
      [
        [10, 20, Infinity, 30],
        [20, 20, 5, 200],
      ],
      4,
    );
    expect(profile.ratios).toEqual([1, 2, 4]);
    expect(profile.shares).toEqual([
      [0.75, 0.75, 0.75],
      [0.5, 0.75, 0.75],
    ]);
    // 0.75 all the way; 0.5 from 1 to 2 and 0.75 from 2 to 4.
    expect(profile.scores[0]).toBeCloseTo(0.75, 14);
    expect(profile.scores[1]).toBeCloseTo((0.5 + 2 * 0.75) / 3, 14);
  });

  test("of one contestant is 1 throughout", () => {
    expect(performanceProfile([[3, 7]], 2)).toEqual({
      ratios: [1, 2],
      shares: [[1, 1]],
      scores: [1],
    });
  });

  test("never falls, and its score is the area below it", () => {
    const cost = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.constant(Infinity));
    const rows = fc
      .tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 5 }))
      .chain(([contestants, problems]) =>
        fc.array(fc.array(cost, { minLength: problems, maxLength: problems }), {
          minLength: contestants,
          maxLength: contestants,
        }),
      )
      // Somebody solves everything.
      .map((costs) => [...costs, costs[0]!.map(() => 10)]);
    fc.assert(
      fc.property(rows, (costs) => {
        const { ratios, shares, scores } = performanceProfile(costs, 4);
        shares.forEach((row, index) => {
          let area = 0;
          for (let at = 1; at < ratios.length; at++) {
            expect(row[at]).toBeGreaterThanOrEqual(row[at - 1]!);
            area += row[at - 1]! * (ratios[at]! - ratios[at - 1]!);
          }
          expect(scores[index]).toBeCloseTo(area / 3, 12);
        });
        // On each problem somebody is the first.
        expect(shares.reduce((sum, [first]) => sum + first!, 0)).toBeGreaterThanOrEqual(1 - 1e-12);
      }),
    );
  });

  test.each([
    [[], 4, "performanceProfile needs a cost of each contestant on each of the same problems"],
    [[[]], 4, "performanceProfile needs a cost of each contestant on each of the same problems"],
    [
      [[1], [1, 2]],
      4,
      "performanceProfile needs a cost of each contestant on each of the same problems",
    ],
    [[[1, 0]], 4, "performanceProfile needs costs above 0, got 0"],
    [[[NaN]], 4, "performanceProfile needs costs above 0, got NaN"],
    [[[1]], 1, "performanceProfile needs a finite limit above 1, got 1"],
    [[[1]], Infinity, "performanceProfile needs a finite limit above 1, got Infinity"],
    [[[Infinity], [Infinity]], 4, "performanceProfile needs problems that somebody solves"],
  ])("error of %o with limit %d", (costs, limit, message) => {
    const act = () => performanceProfile(costs, limit);
    expect(act).toThrow(RangeError);
    expect(act).toThrow(message);
  });
});
