import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { TrialResult } from "../../src/records/results.ts";
import type { TaskFacts } from "../../src/task/facts.ts";
import { referenceFacts } from "../../src/task/reference.ts";
import { answer } from "../../src/wording/answer.ts";
import { completed, diverged, resultsOf, trialOf, withAccuracies } from "../analysis/trials.ts";

const facts = referenceFacts("fashion-mnist");
const answered = (trials: readonly TrialResult[], task: TaskFacts = facts) =>
  answer(analyse(resultsOf(trials, task), { resamples: 50 }))!;

/** A target whose first bound is a loss, of which less is better. */
const lossFirst: TaskFacts = {
  ...facts,
  target: [
    { measure: "validationLoss", below: 0.2 },
    { measure: "validationAccuracy", above: 0.5 },
  ],
};

describe("the answer", () => {
  test("ranks those that met a target equally often by its first measure", () => {
    const { lines, sentence } = answered([
      ...withAccuracies("constant", [0.8, 0.8]),
      ...withAccuracies("lower", [0.86, 0.84]),
      ...withAccuracies("higher", [0.89, 0.84]),
    ]);
    expect(lines.map((line) => line.split(":")[0])).toEqual(["higher", "lower", "constant"]);
    expect(sentence).toMatch(
      /^higher and lower met the target .* on 1 of 2 seeds each, constant on 0 of 2 seeds; with higher the mean /,
    );
  });

  test("of a bound from above names the lowest, and what was not below it", () => {
    const { sentence, lines } = answered(
      [...withAccuracies("constant", [0.7]), ...withAccuracies("own", [0.75])],
      lossFirst,
    );
    expect(sentence).toMatch(
      /^No schedule met the target .* the lowest mean validation loss is that of own, 0\.2500\.$/,
    );
    expect(lines[0]).toMatch(
      /^own: 0 of 1 seed; validation loss not below 0\.2 on 1; validation loss −0\.0500$/,
    );
  });

  test("has nothing to say of the measure of trials that all diverged", () => {
    const { sentence } = answered([diverged(trialOf("constant", 1)), diverged(trialOf("own", 1))]);
    expect(sentence).toMatch(/^No schedule met the target .* is that of constant, /);
  });

  test("ranks last what has no such measure", () => {
    const untested = withAccuracies("untested", [0.9]).map((trial) => ({ ...trial, test: null }));
    const { lines } = answered(
      [...untested, ...withAccuracies("constant", [0.8]), ...withAccuracies("own", [0.7])],
      { ...facts, target: [{ measure: "testAccuracy", above: 0.95 }] },
    );
    expect(lines.map((line) => line.split(":")[0])).toEqual(["constant", "own", "untested"]);
  });

  test("tells no difference to a baseline that has no seed in common", () => {
    const { sentence } = answered([
      completed(trialOf("constant", 1), [0.6, 0.7, 0.8]),
      completed(trialOf("own", 2), [0.7, 0.8, 0.86]),
    ]);
    expect(sentence).toMatch(/^own met the target .* on 1 of 1 seed, constant on 0 of 1 seed\.$/);
  });

  test("names nobody else where the baseline met it as often, or where there is none", () => {
    expect(
      answered([...withAccuracies("constant", [0.86]), ...withAccuracies("own", [0.87])]).sentence,
    ).toMatch(/: no schedule met it more often than constant\.$/);
    expect(
      answered([...withAccuracies("one", [0.86]), ...withAccuracies("two", [0.8])]).sentence,
    ).toMatch(/^one met the target .* on 1 of 1 seed\.$/);
  });
});
