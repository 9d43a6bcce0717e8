import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { AnalysisOptions } from "../../src/analysis/options.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";
import type { Synthetic } from "../../src/synthetic/synthetic.ts";
import {
  best,
  claims,
  describeTask,
  describeTrials,
  problems,
  ranked,
  sensitivityQuantity,
  sizeOf,
  describeBatch,
} from "../../src/wording/headline.ts";
import type { Report } from "../../src/wording/headline.ts";
import { limits } from "../../src/wording/limits.ts";
import {
  counted,
  inPercent,
  listed,
  markVerdict,
  meanAndBand,
  meanAndInterval,
  orAbsent,
  percent,
  plain,
  points,
  probability,
  rate,
  toTarget,
  whole,
} from "../../src/wording/notation.ts";
import { comparedIn } from "../../src/wording/quantity.ts";
import { describeRules } from "../../src/wording/rules.ts";

const report = (synthetic: Synthetic, options: AnalysisOptions = {}): Report => {
  const results = syntheticResults(synthetic);
  return { results, analysis: analyse(results, { resamples: 200, ...options }) };
};

const few: Synthetic = { schedules: ["constant", "cosine", "step"], seeds: 7 };

describe("notation", () => {
  test.each<[string, string]>([
    [points(0.0123), "+1.23"],
    [points(-0.0123), "−1.23"],
    [points(0.00001), "0.00"],
    [points(-0.00001), "0.00"],
    [percent(0.9123), "91.23"],
    [percent(-0.0123), "−1.23"],
    [percent(0), "0.00"],
    [percent(-0.00001), "0.00"],
    [inPercent(0.8549), "85.5"],
    [plain(0.123456), "0.1235"],
    [rate(0.0123456), "0.0123"],
    [whole(1234567.8), "1\u202f234\u202f568"],
    [whole(-1234), "−1\u202f234"],
    [probability(0.00001), "< 0.0001"],
    [probability(0.0042), "0.0042"],
    [probability(0.0426), "0.043"],
    [orAbsent(null, String), "–"],
    [orAbsent(undefined, String), "–"],
    [orAbsent(0, String), "0"],
    [counted(1, "seed"), "1 seed"],
    [counted(2, "seed"), "2 seeds"],
    [counted(0, "box", "boxes"), "0 boxes"],
    [listed([]), ""],
    [listed(["a"]), "a"],
    [listed(["a", "b"]), "a and b"],
    [listed(["a", "b", "c", "d"]), "a, b, c and d"],
    [listed(["a", "b", "c", "d", "e"]), "a, b, c and 2 others"],
    [listed(["a", "b", "c", "d", "e"], Infinity), "a, b, c, d and e"],
    [meanAndBand({ mean: 1, low: null, high: null }, String), "1"],
    [meanAndBand({ mean: 1, low: 0, high: 2 }, String), "1 [0 … 2]"],
    [toTarget({ reached: 0, of: 0, median: null, first: null, last: null }, String), "–"],
    [toTarget({ reached: 1, of: 3, median: null, first: 5, last: 5 }, String), "– (1 of 3)"],
    [toTarget({ reached: 2, of: 3, median: 7, first: 5, last: 7 }, String), "7 (2 of 3)"],
  ])("%s", (written, expected) => {
    expect(written).toBe(expected);
  });

  test("a mean with its interval, where there is one", () => {
    const [one] = report({ ...few, seeds: 1 }).analysis.schedules;
    const [many] = report(few).analysis.schedules;
    expect(meanAndInterval(one!.figures["testAccuracy"]!, (value) => value.toFixed(1))).toBe("0.9");
    expect(meanAndInterval(many!.figures["testAccuracy"]!, (value) => value.toFixed(1))).toBe(
      "0.9 [0.9 … 0.9]",
    );
  });
});

describe("the headline", () => {
  test("says what was trained", () => {
    expect(describeTask(report({ ...few, seeds: 1 }))).toBe(
      "Fashion-MNIST: 3 schedules, 1 seed, 15 epochs of 7\u202f500 images of which a fifth validates, 10\u202f000 test images, batch 64, Adam at 0.01",
    );
    const tuned = report(few);
    const tuning = { ...tuned.results, tuning: {} } as unknown as Report["results"];
    expect(describeTask({ ...tuned, results: tuning })).toMatch(/Adam at tuned rates$/);
  });

  test("claims what the seeds allow", () => {
    expect(claims(report(few).analysis)).toEqual([
      "Better than constant in test accuracy: cosine and step.",
    ]);
    expect(claims(report({ ...few, seeds: 2 }).analysis)).toEqual([
      "Too few seeds for a claim about cosine and step: it needs 6 that both schedules finished.",
    ]);
    expect(claims(report(few, { baseline: "cosine" }).analysis)[0]).toMatch(
      /^Worse than cosine in test accuracy: .*constant/,
    );
    expect(
      claims(report({ schedules: ["constant", "twin"], seeds: 8 }, { margin: 0.5 }).analysis),
    ).toEqual(["Within 50.00 percentage points of constant, with 95 % confidence: twin."]);
    expect(
      claims(report({ schedules: ["constant", "twin"], seeds: 8 }, { margin: 0 }).analysis),
    ).toEqual(["No difference shown: twin."]);
    expect(claims(report({ schedules: ["constant"], seeds: 2 }).analysis)).toEqual([
      "Only constant was trained, so nothing is compared.",
    ]);
    expect(claims(report({ schedules: ["cosine", "step"], seeds: 2 }).analysis)).toEqual([
      "There is no baseline among the schedules, so nothing is compared.",
    ]);
  });

  test("says which schedules gave the same numbers as the baseline", () => {
    const { trials, ...rest } = syntheticResults({ schedules: ["constant"], seeds: 2 });
    const twins = trials.map((result) => ({
      ...result,
      key: `${result.key} again`,
      trial: { ...result.trial, name: "twin" },
    }));
    const analysis = analyse({ ...rest, trials: [...trials, ...twins] }, { resamples: 200 });
    expect(claims(analysis)).toEqual(["The same numbers as constant on every seed: twin."]);
    const { verdict } = analysis.schedules[1]!.difference!;
    expect(markVerdict(verdict, analysis.rules)).toBe("= identical");
    expect(markVerdict("too few seeds", analysis.rules)).toBe("· too few seeds (needs 6)");
  });

  test("names the best and its distance", () => {
    expect(best(report(few).analysis)).toMatch(
      /^Highest mean test accuracy: cosine, 89\.\d\d %, \+1\.\d\d pp to constant \[\+.*\]\.$/,
    );
    expect(best(report({ ...few, seeds: 1 }).analysis)).toMatch(/pp to constant\.$/);
    expect(best(report({ schedules: ["step"], seeds: 2 }).analysis)).toMatch(/step, 89\.\d\d %\.$/);
    expect(best(report({ schedules: ["step"], seeds: 1, failed: ["step:1"] }).analysis)).toBeNull();
  });

  test("counts and names what went wrong", () => {
    const { analysis } = report({
      ...few,
      diverged: ["cosine:2"],
      failed: ["step:1"],
      missing: ["constant:3"],
    });
    expect(describeTrials(analysis)).toBe("18 completed, 1 diverged, 1 failed, 1 missing");
    expect(problems(analysis).map(({ kind, text }) => [kind, text])).toEqual([
      ["missing", "constant: 1 trial of the plan missing"],
      ["diverged", "cosine, seed 2 diverged in epoch 3"],
      ["failed", "step, seed 1 failed: out of memory"],
    ]);
    expect(describeTrials(report(few).analysis)).toBe("21 completed");
  });

  test("names the metric, and that of a tuning, which leaves the test images alone", () => {
    const { analysis } = report(few);
    expect([comparedIn(analysis).name, sensitivityQuantity(analysis).name]).toEqual([
      "test accuracy",
      "test accuracy",
    ]);
    const tuning = syntheticResults({ ...few, learningRate: 0.1 }).trials.map((result) =>
      result.status === "failed" ? result : { ...result, test: null },
    );
    expect(sensitivityQuantity(report(few, { tuning }).analysis).name).toBe("validation accuracy");
    expect(comparedIn(report(few, { measure: "validationAccuracy" }).analysis).name).toBe(
      "validation accuracy",
    );
  });

  test("ranks what has no result last, in the order of the plan", () => {
    const { analysis } = report({
      ...few,
      seeds: 1,
      failed: ["constant:1", "cosine:1"],
    });
    expect(ranked(analysis).map(({ name }) => name)).toEqual(["step", "constant", "cosine"]);
  });
});

test("the rules in sentences", () => {
  const [intervals, claim, diverged] = describeRules(report(few).analysis);
  expect(intervals).toMatch(
    /^Intervals: 95 % intervals of the mean, Student's t below six seeds, .* of 200 resamples, seed 1,/,
  );
  expect(claim).toMatch(
    /p, adjusted for all schedules together, is below 0\.05.*above 0\.30 percentage points, from 6 seeds on\.$/,
  );
  expect(diverged).toBe(
    "Trials that diverged count as a model that guesses: accuracy 10.00 %, loss 2.3026.",
  );
  expect(describeRules(report(few, { diverged: "excluded" }).analysis)[2]).toBe(
    "Trials that diverged are left out of the figures.",
  );
});

describe("the limits", () => {
  test("name the error of an accuracy on so many test images", () => {
    expect(limits(report(few))[1]).toMatch(
      /At 92 % the standard error .* is 0\.27 percentage points/,
    );
    expect(limits(report({ ...few, task: "mnist" }))[1]).toMatch(/At 99 % .* is 0\.10 percent/);
  });

  test("say so where the rate was not tuned, trials diverged or seeds are few", () => {
    const all = (synthetic: Synthetic, options: AnalysisOptions = {}) =>
      limits(report(synthetic, options)).join("\n");
    expect(all(few)).toContain("The base rate was 0.01 for every schedule.");
    const tuning = syntheticResults({ ...few, learningRate: 0.1 }).trials;
    expect(all(few, { tuning })).not.toContain("The base rate was");
    expect(all(few)).not.toContain("iverged trials");
    const diverged = { ...few, diverged: ["cosine:1"] };
    expect(all(diverged)).toContain("Diverged trials count as a model that guesses");
    expect(all(diverged, { diverged: "excluded" })).toContain("Diverged trials are left out");
    // However many schedules there are.
    for (const schedules of [["constant", "cosine"], undefined]) {
      expect(all({ ...(schedules && { schedules }) })).toContain(
        "Below 6 seeds the test can claim nothing.",
      );
    }
  });
});

test("the size of a task is its examples and epochs, of a loop its epochs alone", () => {
  const { task } = report(few).analysis;
  expect(sizeOf(task, "×")).toBe("7500×15");
  expect(sizeOf({ ...task, examples: null }, "×")).toBe("15");
});

test.each([
  [64, false, "batch 64, "],
  [null, false, "batches of several sizes, "],
  [null, true, ""],
])("batches of %s are told, those of a loop are not", (size, isLoop, text) => {
  expect(describeBatch(size, isLoop)).toBe(text);
});
