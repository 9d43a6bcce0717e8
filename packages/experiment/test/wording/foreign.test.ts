import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import type { AnalysisOptions } from "../../src/analysis/options.ts";
import { differencesChart } from "../../src/charts/differences.ts";
import { compare } from "../../src/conclusion/rows.ts";
import { BenchmarkError } from "../../src/errors.ts";
import { resultsSchema } from "../../src/records/results.ts";
import type { Results, Score, TrialResult } from "../../src/records/results.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";
import type { Synthetic } from "../../src/synthetic/synthetic.ts";
import { factsOf } from "../../src/task/factsOf.ts";
import { defineTask } from "../../src/task/task.ts";
import type { Task } from "../../src/task/task.ts";
import {
  best,
  claims,
  describeTask,
  examplesOf,
  primaryFigure,
  sizeOf,
} from "../../src/wording/headline.ts";
import type { Report } from "../../src/wording/headline.ts";
import { limits } from "../../src/wording/limits.ts";
import { plain, plainDifference } from "../../src/wording/notation.ts";
import { comparedIn, othersOn, primaryOn, quantitiesOf } from "../../src/wording/quantity.ts";
import { describeDiverged, describeRules } from "../../src/wording/rules.ts";

/** How far a house price is estimated off, in meters of nothing: a regression, whose metric falls as it learns. */
const regression = defineTask({
  title: "Heights",
  example: "tree",
  network: () => {
    throw new Error("nothing is trained here");
  },
  loss: "meanSquaredError",
  metrics: [{ name: "absoluteError", better: "lower", unit: "m" }],
  data: () => Promise.reject(new Error("nothing is loaded here")),
  primary: { metric: "absoluteError", margin: 0.001 },
  target: [{ measure: "validationAbsoluteError", below: 0.12 }],
});

/** A loop without examples, tests or a name for anything. */
const loop = defineTask({
  metrics: [{ name: "regret", better: "lower" }],
  train: () => Promise.resolve(),
});

/** Synthetic results as if they were of another task: its errors are what is missing of an accuracy. */
function resultsOf(task: Task, synthetic: Synthetic): Results {
  const { trials, protocol, ...rest } = syntheticResults(synthetic);
  const facts = factsOf("mine", task, {
    network: "train" in task ? null : "Dense; 11 parameters",
    optimizer: "train" in task ? null : "Adam",
  });
  const [metric] = facts.metrics;
  const ofTask = (score: Score): Score => ({
    [metric!.name]: 1 - score["accuracy"]!,
    ...(facts.metrics.length > 1 ? { loss: score["loss"]! } : {}),
  });
  const foreign = trials.map((result): TrialResult => {
    const trial = {
      ...result.trial,
      task: "mine",
      examples: "train" in task ? null : result.trial.examples,
    };
    if (result.status === "failed") return { ...result, trial };
    return {
      ...result,
      trial,
      epochs: result.epochs.map((epoch) => ({
        ...epoch,
        training: ofTask(epoch.training),
        validation: ofTask(epoch.validation),
      })),
      test: result.test && !("train" in task) ? ofTask(result.test) : null,
    };
  });
  return resultsSchema.parse({
    ...rest,
    protocol: { ...protocol, task: facts },
    summary: compare(rest.settings.schedule, foreign, facts),
    trials: foreign,
  });
}

const few: Synthetic = { schedules: ["constant", "cosine", "step"], seeds: 7 };

function report(task: Task, synthetic: Synthetic = few, options: AnalysisOptions = {}): Report {
  const results = resultsOf(task, synthetic);
  return { results, analysis: analyse(results, { resamples: 200, ...options }) };
}

describe("a metric that is better when it is lower", () => {
  const { analysis, results } = report(regression);

  test("ranks the schedule with the least error first, and calls it better", () => {
    expect(analysis.rules).toMatchObject({ measure: "testAbsoluteError", better: "lower" });
    const ranks = Object.fromEntries(analysis.schedules.map(({ name, rank }) => [name, rank]));
    expect(ranks).toEqual({ cosine: 1, step: 2, constant: 3 });
    const errors = analysis.schedules.map(({ figures }) => figures["testAbsoluteError"]!.mean);
    expect(errors[1]).toBeLessThan(errors[0]!);
    expect(analysis.schedules[1]!.difference).toMatchObject({ verdict: "better" });
    expect(analysis.schedules[1]!.difference!.mean).toBeLessThan(0);
    const turned = report(regression, few, { baseline: "cosine" }).analysis;
    expect(turned.schedules[0]!.difference).toMatchObject({ verdict: "worse" });
  });

  test("is written with its unit, and differences with it too", () => {
    expect(claims(analysis)).toEqual([
      "Better than constant in test absolute error: cosine and step.",
    ]);
    expect(best(analysis)).toMatch(
      /^Lowest mean test absolute error: cosine, 0\.\d{4} m, −0\.\d{4} m to constant \[−.*\]\.$/,
    );
    const wide = report(regression, { schedules: ["constant", "twin"], seeds: 8 }, { margin: 0.5 });
    expect(claims(wide.analysis)).toEqual([
      "Within 0.5000 m of constant, with 95 % confidence: twin.",
    ]);
    const quantity = comparedIn(analysis);
    expect([quantity.title, quantity.tick(0.12345)]).toEqual(["test absolute error (m)", "0.123"]);
    expect(primaryOn("training", analysis.task)).toBe("trainingAbsoluteError");
    expect(othersOn("training", analysis.task)).toEqual(["trainingLoss"]);
    expect(quantitiesOf(analysis, ["testAbsoluteError", "testLoss"])).toHaveLength(2);
  });

  test("counts a target below its limit, and a limit may be changed", () => {
    const met = (one: Report["analysis"]) =>
      one.schedules.map(({ stepsToTarget }) => stepsToTarget.reached);
    expect(met(analysis)).toEqual([7, 7, 7]);
    expect(met(report(regression, few, { target: 0.001 }).analysis)).toEqual([0, 0, 0]);
  });

  test("has no typical value, and a divergence counts as the worst of the run", () => {
    expect(limits({ analysis, results })[1]).toBe(
      "Every test is of the same 10\u202f000 trees: what is better on them may be worse on others.",
    );
    const bad = report(regression, { ...few, diverged: ["cosine:1"] });
    const { divergedAs } = bad.analysis.rules;
    const worst = Math.max(
      ...bad.analysis.schedules.flatMap(({ seeds }) =>
        seeds.flatMap(({ status, figures }) =>
          status === "completed" ? [figures["testAbsoluteError"]!] : [],
        ),
      ),
    );
    expect(divergedAs["testAbsoluteError"]).toBe(worst);
    expect(describeDiverged(bad.analysis)).toBe(
      "count as the worst value that a trial of this run ended with",
    );
    expect(limits(bad).join("\n")).toContain(
      "Diverged trials count as the worst value that a trial of this run ended with. One is enough",
    );
    expect(describeRules(bad.analysis)[1]).toMatch(/a difference above 0\.0010 m, from 6 seeds on/);
  });

  test("is drawn with its unit at the axis", () => {
    expect(differencesChart(analysis)!.text).toContain("difference to constant (m)");
  });
});

describe("a loop without examples", () => {
  const one = report(loop);

  test("is compared in its validation, and says nothing of examples", () => {
    expect(one.analysis.rules.measure).toBe("validationRegret");
    expect(describeTask(one)).toBe("mine: 3 schedules, 7 seeds, 15 epochs, at 0.01");
    expect(sizeOf(one.analysis.task, "×")).toBe("15");
    expect(limits(one)[0]).toBe(
      "It is one network, one optimizer and one data set (mine, 15 epochs). Another budget can turn the order round.",
    );
    expect(limits(one).at(-1)).toBe(
      "How long a trial takes depends on the machine and on its load; a schedule does not change it.",
    );
    expect(differencesChart(one.analysis)!.text).toContain(">difference to constant<");
  });

  test("has no target whose limit could be changed", () => {
    expect(() => report(loop, few, { target: 1 })).toThrow(
      "cannot analyse: target: the task has none whose limit could be changed",
    );
  });

  test("has nothing that a divergence counts as, where every trial diverged", () => {
    const all = ["constant", "cosine"].flatMap((name) => [`${name}:1`, `${name}:2`]);
    const { analysis } = report(loop, {
      schedules: ["constant", "cosine"],
      seeds: 2,
      diverged: all,
    });
    expect(analysis.rules.divergedAs).toEqual({
      testRegret: null,
      trainingRegret: null,
      validationRegret: null,
    });
    expect(quantitiesOf(analysis, ["validationRegret"])).toHaveLength(1);
  });
});

test("a divergence counts as what the task says, where it says it of the primary metric", () => {
  const guessing = { ...regression, diverged: { as: "a guess", values: { loss: 9 } } };
  const all = ["constant:1", "cosine:1"];
  const one = report(guessing, { schedules: ["constant", "cosine"], seeds: 1, diverged: all });
  expect(one.analysis.rules.divergedAs).toMatchObject({ testLoss: 9, testAbsoluteError: null });
  expect(limits(one).join("\n")).toContain(
    "Diverged trials count as a guess: absoluteError unknown.",
  );
});

test("the worst of a metric that is better when it is higher is its least value", () => {
  const { metrics, primary, target, ...rest } = regression;
  const hits: Task = { ...rest, metrics: ["accuracy"] };
  expect([metrics, primary, target]).not.toContain(undefined);
  const { analysis } = report(hits, { ...few, diverged: ["step:1"] });
  const values = analysis.schedules.flatMap(({ seeds }) =>
    seeds.flatMap(({ status, figures }) =>
      status === "completed" ? [figures["testAccuracy"]!] : [],
    ),
  );
  expect(analysis.rules.divergedAs["testAccuracy"]).toBe(Math.min(...values));
});

test("a schedule without a figure in what is compared has none", () => {
  const { analysis } = report(regression);
  expect(primaryFigure(analysis, { ...analysis.schedules[0]!, figures: {} })).toBeNull();
});

test("examples in words", () => {
  const { analysis, results } = report(regression);
  expect([examplesOf(analysis.task, 1), examplesOf(analysis.task, 1200)]).toEqual([
    "1 tree",
    "1\u202f200 trees",
  ]);
  const counts = { training: 60, validation: 40, test: 0 };
  const described = (examples: typeof counts): string =>
    describeTask({ analysis: { ...analysis, task: { ...analysis.task, examples } }, results });
  expect(described(counts)).toMatch(/ of 100 trees of which 40 validate, batch /);
  expect(described({ ...counts, validation: 0, test: 5 })).toMatch(
    / of 60 trees, 5 test trees, batch /,
  );
});

test.each([
  [0, "0.0000", "0.0000"],
  [1.5, "1.5000", "+1.5000"],
  [-1.5, "−1.5000", "−1.5000"],
  [0.00005, "0.0001", "+0.0001"],
  [0.00004, "4.00e−5", "+4.00e−5"],
  [123456, "123456", "+123456"],
  [-12345678, "−1.23457e+7", "−1.23457e+7"],
])("%d is written %s, as a difference %s", (value, written, difference) => {
  expect(plain(value)).toBe(written);
  expect(plainDifference(value)).toBe(difference);
});

test.each<[AnalysisOptions, string]>([
  [{ measure: "testAbsoluteErorr" }, "measure must be one of testAbsoluteError, "],
  [{ measure: "testAbsoluteErorr" }, "did you mean testAbsoluteError"],
  [{ target: NaN }, "target must be a finite number, got NaN"],
])("the option %o is refused", (options, message) => {
  const act = () => report(regression, few, options);
  expect(act).toThrow(BenchmarkError);
  expect(act).toThrow(message);
});
