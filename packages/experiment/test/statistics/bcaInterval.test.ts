import { describe, expect, test } from "vitest";
import { bcaInterval } from "../../src/statistics/bcaInterval.ts";
import { interquartileMean } from "../../src/statistics/interquartileMean.ts";
import { leaveOneOut } from "../../src/statistics/leaveOneOut.ts";
import { mean } from "../../src/statistics/mean.ts";
import { percentileInterval } from "../../src/statistics/percentileInterval.ts";
import { isClose, reference, sampleOf } from "./reference.ts";

const statistics = { mean, interquartileMean };
type StatisticName = keyof typeof statistics;

const cases = reference.bootstrap.flatMap(({ sample, indices, intervals }) =>
  intervals.map((interval) => ({ sample, indices, ...interval })),
);

describe.each(cases)(
  "$confidence of the $statistic of $sample, from the resamples that SciPy had,",
  ({ sample, indices, statistic, confidence, bca, percentile }) => {
    const values = sampleOf(sample);
    const compute = statistics[statistic as StatisticName];
    const n = values.length;
    const resampled = Float64Array.from({ length: indices.length / n }, (_, row) =>
      compute(
        Array.from(
          { length: n },
          (_value, at) => values[parseInt(indices.charAt(row * n + at), 12)]!,
        ),
      ),
    ).sort();
    const outside = (1 - confidence) / 2;

    test("is SciPy's percentile interval", () => {
      const { low, high } = percentileInterval(resampled, outside);
      expect(isClose(low, percentile[0]!)).toBe(true);
      expect(isClose(high, percentile[1]!)).toBe(true);
    });

    test("is SciPy's BCa interval, or the percentile interval where it has none", () => {
      const [low, high] = bca ?? percentile;
      const actual = bcaInterval(compute(values), resampled, leaveOneOut(values, compute), outside);
      expect(actual.low).toSatisfy((value: number) => isClose(value, low!));
      expect(actual.high).toSatisfy((value: number) => isClose(value, high!));
    });
  },
);

describe("the BCa interval is the percentile interval", () => {
  const resampled = [1, 2, 3, 4, 5];
  const plain = percentileInterval(resampled, 0.1);

  test.each([
    ["where all resamples lie below the estimate", 9, [1, 2, 4]],
    ["where all resamples lie above the estimate", 0, [1, 2, 4]],
    ["where it does not matter which value is left out", 3, [2, 2, 2]],
    ["where the correction turns round", 3, [0, 0, 0, 0, 0, 0, 0, 0, 0, 1]],
  ])("%s", (_, estimate, jackknife) => {
    // Far out, the correction of skewed data passes infinity.
    const outside = jackknife.length === 10 ? 1e-30 : 0.1;
    expect(bcaInterval(estimate, resampled, jackknife, outside)).toEqual(
      outside === 0.1 ? plain : percentileInterval(resampled, outside),
    );
  });

  test("where there is neither bias nor skew", () => {
    const { low, high } = bcaInterval(3, resampled, [1, 2, 3], 0.1);
    expect(low).toBeCloseTo(plain.low, 12);
    expect(high).toBeCloseTo(plain.high, 12);
  });
});
