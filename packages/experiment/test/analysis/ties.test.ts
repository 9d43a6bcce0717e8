import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { resultsOf, withAccuracies } from "./trials.ts";

const spread = [0, 0.01, -0.01, 0.005, -0.005, 0.002];
const around = (name: string, mean: number) =>
  withAccuracies(
    name,
    spread.map((own, index) => mean + (index % 2 === 0 ? own : -own)),
  );

const tiesOf = (...trials: readonly ReturnType<typeof withAccuracies>[]) =>
  Object.fromEntries(
    analyse(resultsOf(trials.flat())).schedules.map(({ name, tiesWithBest }) => [
      name,
      tiesWithBest,
    ]),
  );

describe("what ties with the best", () => {
  test("is what cannot be told from it, whatever the baseline is", () => {
    const near = withAccuracies(
      "near",
      spread.map((own) => 0.9 - own),
    );
    expect(tiesOf(around("constant", 0.8), around("best", 0.902), near)).toEqual({
      constant: false,
      best: true,
      near: true,
    });
  });

  test("is not said with too few seeds, nor of a schedule without a result", () => {
    expect(
      tiesOf(withAccuracies("constant", [0.8, 0.81]), withAccuracies("best", [0.9, 0.91])),
    ).toEqual({ constant: null, best: true });
  });

  test("is a schedule that gave the same numbers", () => {
    expect(tiesOf(around("constant", 0.9), around("twin", 0.9))).toEqual({
      constant: true,
      twin: true,
    });
  });
});
