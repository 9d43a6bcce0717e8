import fc from "fast-check";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { areOfOneTask } from "../../src/analysis/commonTask.ts";
import type { AnalysisOptions } from "../../src/analysis/options.ts";
import { analysisSchema } from "../../src/analysis/schema.ts";
import type { Analysis, ScheduleAnalysis } from "../../src/analysis/schema.ts";
import type { TrialResult } from "../../src/records/results.ts";
import { signFlipTest } from "../../src/statistics/signFlip.ts";
import { referenceFacts } from "../../src/task/reference.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";
import { completed, diverged, failed, resultsOf, trialOf, withAccuracies } from "./trials.ts";

// Intervals as such are tested elsewhere.
const quick = { resamples: 200 } as const;

/** Analyses trials, and checks what every analysis has to be. */
function analysed(trials: readonly TrialResult[], options: AnalysisOptions = {}): Analysis {
  const analysis = analyse(resultsOf(trials), { ...quick, ...options });
  expect(analysisSchema.parse(JSON.parse(JSON.stringify(analysis)))).toEqual(analysis);
  return analysis;
}

const of = ({ schedules }: Analysis, name: string): ScheduleAnalysis =>
  schedules.find((schedule) => schedule.name === name)!;

const baseline = [0.86, 0.87, 0.865, 0.855, 0.868, 0.862, 0.859, 0.871];
const shifted = (by: readonly number[]): readonly number[] =>
  baseline.map((value, index) => value + by[index % by.length]!);

describe("the figures of a schedule", () => {
  test("are over its seeds after the last epoch", () => {
    const analysis = analysed(withAccuracies("constant", [0.8, 0.86, 0.84, 0.9]));
    const [schedule] = analysis.schedules;
    expect(schedule).toMatchObject({
      name: "constant",
      rank: 1,
      learningRate: 0.01,
      n: 4,
      completed: 4,
      diverged: 0,
      failed: 0,
      missing: 0,
      difference: null,
      sensitivity: [],
    });
    // Deviations from 0.85: −0.05, 0.01, −0.01, 0.05; their squares are 0.0052.
    const { testAccuracy, testLoss, trainingAccuracy, trainingLoss, validationLoss } =
      schedule!.figures;
    expect(testAccuracy).toMatchObject({ n: 4, min: 0.8, max: 0.9 });
    expect(testAccuracy!.mean).toBeCloseTo(0.85, 12);
    expect(testAccuracy!.sd).toBeCloseTo(Math.sqrt(0.0052 / 3), 12);
    expect(testAccuracy!.median).toBeCloseTo(0.85, 12);
    expect(testAccuracy!.iqm).toBeCloseTo(0.85, 12);
    // Student's, of four values: t = 3.182446.
    const room = (3.182446305 * Math.sqrt(0.0052 / 3)) / 2;
    expect(testAccuracy!.interval!.low).toBeCloseTo(0.85 - room, 9);
    expect(testAccuracy!.interval!.high).toBeCloseTo(0.85 + room, 9);
    expect(testLoss!.mean).toBeCloseTo(0.15, 12);
    expect(trainingAccuracy!.mean).toBeCloseTo(0.9, 12);
    expect(trainingLoss!.mean).toBeCloseTo(0.05, 12);
    expect(schedule!.figures["validationAccuracy"]!.mean).toBeCloseTo(0.85, 12);
    expect(validationLoss!.mean).toBeCloseTo(0.15, 12);
    expect(analysis.task).toEqual({
      ...referenceFacts("fashion-mnist"),
      protocol: 1,
      name: "fashion-mnist",
      examples: { training: 512, validation: 128, test: 500 },
      epochs: 3,
      batchSize: 64,
      stepsPerEpoch: 8,
      backend: "wasm",
    });
  });

  test("of schedules with batch sizes of their own are compared, and the task has none", () => {
    const own = { batchSize: 32, stepsPerEpoch: 16 };
    const small = (seed: number) => completed(trialOf("small", seed, own), [0.7, 0.8, 0.9], 1000);
    const constant = withAccuracies("constant", [0.8, 0.8]);
    const { task, schedules } = analyse(resultsOf([...constant, small(1), small(2)]), {
      nanosecondsPerCall: { small: 64 },
    });
    expect([task.batchSize, task.stepsPerEpoch]).toEqual([null, null]);
    expect(schedules[1]).toMatchObject({ name: "small", difference: { n: 2 } });
    // Sixty-four nanoseconds of the 32 ms that a batch of 32 takes.
    expect(schedules[1]!.timings!.shareOfStep).toBeCloseTo(64e-9 / 32e-3, 15);
    const two = [small(1), completed(trialOf("small", 2), [0.7, 0.8, 0.9])];
    expect(() => analyse(resultsOf(two))).toThrow("the trials differ in batchSize");
  });

  test("of one seed have no spread", () => {
    const { schedules, compared } = analysed([
      ...withAccuracies("constant", [0.8]),
      ...withAccuracies("cosine", [0.9]),
    ]);
    expect(schedules[1]!.figures["testAccuracy"]).toEqual({
      n: 1,
      mean: 0.9,
      sd: null,
      median: 0.9,
      iqm: 0.9,
      interval: null,
      min: 0.9,
      max: 0.9,
    });
    expect(schedules[1]!.curve[2]!.figures["validationAccuracy"]).toEqual({
      mean: 0.9,
      low: null,
      high: null,
    });
    expect(schedules[1]!.difference).toMatchObject({
      n: 1,
      sd: null,
      interval: null,
      p: null,
      adjustedP: null,
      verdict: "too few seeds",
    });
    expect(schedules[1]!.difference!.mean).toBeCloseTo(0.1, 12);
    expect(schedules.map(({ tiesWithBest }) => tiesWithBest)).toEqual([null, true]);
    expect(compared).toBe(0);
  });

  test("are in the order of the plan, ranked by the mean, equal means alike", () => {
    const { schedules } = analysed([
      ...withAccuracies("constant", [0.5, 0.75]),
      ...withAccuracies("b", [0.75, 0.75]),
      ...withAccuracies("a", [0.75, 0.75]),
      ...withAccuracies("c", [0.25, 0.25]),
      failed(trialOf("d", 1)),
    ]);
    expect(schedules.map(({ name, rank }) => [name, rank])).toEqual([
      ["constant", 3],
      ["b", 1],
      ["a", 1],
      ["c", 4],
      ["d", null],
    ]);
  });
});

describe("a diverged trial", () => {
  const trials = [
    ...withAccuracies("constant", [0.8, 0.84]),
    ...withAccuracies("hot", [0.9]),
    diverged(trialOf("hot", 2)),
  ];

  test("counts as a model that guesses", () => {
    const analysis = analysed(trials);
    const hot = of(analysis, "hot");
    expect(hot).toMatchObject({ n: 2, completed: 1, diverged: 1, rank: 2 });
    expect(hot.figures["testAccuracy"]!.mean).toBeCloseTo((0.9 + 0.1) / 2, 12);
    expect(hot.figures["testLoss"]!.mean).toBeCloseTo((0.1 + Math.log(10)) / 2, 12);
    expect(hot.figures["validationAccuracy"]!.min).toBe(0.1);
    expect(hot.figures["validationLoss"]!.max).toBe(Math.log(10));
    expect(hot.difference!.pairs.map(({ seed }) => seed)).toEqual([1, 2]);
    expect(hot.difference!.mean).toBeCloseTo((0.1 - 0.74) / 2, 12);
    expect(analysis.trials).toEqual({ completed: 3, diverged: 1, failed: 0, missing: 0 });
  });

  test("is shown as it went, has not reached the target and guesses from its epoch on", () => {
    const hot = of(analysed(trials), "hot");
    expect(hot.seeds[1]).toEqual({
      seed: 2,
      key: trials[3]!.key,
      status: "diverged",
      divergedInEpoch: 1,
      error: null,
      figures: {
        testAccuracy: 0.1,
        testLoss: Math.log(10),
        trainingAccuracy: 0.1,
        trainingLoss: Math.log(10),
        validationAccuracy: 0.1,
        validationLoss: Math.log(10),
      },
      stepsToTarget: null,
      targetMet: false,
    });
    expect(hot.stepsToTarget).toEqual({ reached: 1, of: 2, median: null, first: 24, last: 24 });
    expect(hot.timings!.examplesPerSecond).toBeNull();
    const accuracies = hot.curve.map(({ n, figures, learningRate }) => [
      n,
      figures["validationAccuracy"]!.mean,
      learningRate!.mean,
    ]);
    expect(accuracies[0]![1]).toBeCloseTo((0.7 + 0.9) / 2, 12);
    expect(accuracies[1]![1]).toBeCloseTo((0.8 + 0.1) / 2, 12);
    expect(accuracies[2]).toEqual([2, expect.closeTo((0.9 + 0.1) / 2, 12), 0.01 / 3]);
  });

  test("can be left out, and is counted still", () => {
    const analysis = analysed(trials, { diverged: "excluded" });
    const hot = of(analysis, "hot");
    expect(hot).toMatchObject({ n: 1, completed: 1, diverged: 1, rank: 1 });
    expect(hot.figures["testAccuracy"]).toMatchObject({ n: 1, mean: 0.9 });
    expect(hot.stepsToTarget).toMatchObject({ reached: 1, of: 1 });
    expect(hot.seeds[1]).toMatchObject({
      status: "diverged",
      figures: { testAccuracy: null, testLoss: null },
    });
    expect(hot.seeds[1]).toMatchObject({
      figures: { trainingLoss: null, validationAccuracy: null },
    });
    expect(hot.difference).toMatchObject({ n: 1, unpairedSeeds: [2] });
    expect(hot.curve.map(({ n }) => n)).toEqual([1, 1, 1]);
  });

  test("on every seed leaves a curve without a rate in the epochs after it", () => {
    const { curve, rank } = of(analysed([...trials, diverged(trialOf("lost", 1))]), "lost");
    expect(curve.map(({ learningRate }) => learningRate === null)).toEqual([false, false, true]);
    expect(curve[2]!.figures["validationLoss"]!.mean).toBe(Math.log(10));
    expect(rank).toBe(3);
  });
});

test("a number that is not finite in a completed trial counts as that of a model that guesses", () => {
  const [trial] = withAccuracies("constant", [0.9]) as [ReturnType<typeof completed>];
  const [first, second, third] = trial.epochs as [never, never, (typeof trial.epochs)[0]];
  const odd = {
    ...trial,
    epochs: [first, second, { ...third, validation: { accuracy: null, loss: null } }],
    test: { accuracy: null, loss: null },
  };
  const { testAccuracy, testLoss, validationLoss } = of(analysed([odd]), "constant").figures;
  expect([testAccuracy!.mean, testLoss!.mean]).toEqual([0.1, Math.log(10)]);
  expect(validationLoss!.mean).toBe(Math.log(10));
  const { testAccuracy: none } = of(analysed([odd], { diverged: "excluded" }), "constant").figures;
  expect(none).toBeNull();
});

test("a trial that leaves the test images alone has no test accuracy, not a bad one", () => {
  const trials = withAccuracies("constant", [0.9, 0.8]).map((trial) => ({ ...trial, test: null }));
  const [schedule] = analysed(trials, { measure: "validationAccuracy" }).schedules;
  expect(schedule).toMatchObject({ figures: { testAccuracy: null, testLoss: null }, rank: 1 });
  expect(schedule!.seeds[0]).toMatchObject({
    figures: { testAccuracy: null, validationAccuracy: 0.9 },
  });
  expect(analysed(trials).schedules[0]!.rank).toBeNull();
});

test("a failed trial is counted and otherwise left out; one that is missing is counted", () => {
  const trials = [
    ...withAccuracies("constant", [0.8, 0.9, 0.85]),
    ...withAccuracies("cosine", [0.9]),
    failed(trialOf("cosine", 2)),
  ];
  const analysis = analysed(trials);
  const cosine = of(analysis, "cosine");
  expect(cosine).toMatchObject({ n: 1, completed: 1, failed: 1, missing: 1 });
  expect(cosine.seeds[1]).toMatchObject({
    status: "failed",
    error: "no luck",
    figures: { testAccuracy: null },
  });
  expect(cosine.difference).toMatchObject({ n: 1, unpairedSeeds: [2, 3] });
  expect(analysis.trials).toEqual({ completed: 4, diverged: 0, failed: 1, missing: 1 });
});

describe("the difference to the baseline", () => {
  const against = (accuracies: readonly number[], options: AnalysisOptions = {}) =>
    of(
      analysed(
        [...withAccuracies("constant", baseline), ...withAccuracies("other", accuracies)],
        options,
      ),
      "other",
    ).difference!;

  test.each<[string, readonly number[], string]>([
    ["a clear gain", shifted([0.01, 0.012, 0.014]), "better"],
    ["a clear loss", shifted([-0.01, -0.012, -0.014]), "worse"],
    ["a gain that is certain but too small to matter", shifted([0.001, 0.0012]), "equivalent"],
    ["nothing at all", baseline, "identical"],
    ["nothing at all on two seeds", baseline.slice(0, 2), "identical"],
    ["nothing but the last digit on one seed", shifted([0, 0, 0, 0, 0, 0, 1e-9]), "equivalent"],
    ["noise around nothing", shifted([0.02, -0.02, 0.01, -0.015]), "no difference shown"],
    ["a gain on all seeds but one", shifted([0.01, 0.01, 0.01, -0.03]), "no difference shown"],
    ["a gain on five seeds", shifted([0.01, 0.012]).slice(0, 5), "too few seeds"],
    ["a gain on six seeds", shifted([0.01, 0.012]).slice(0, 6), "better"],
  ])("%s: %s", (_, accuracies, verdict) => {
    expect(against(accuracies).verdict).toBe(verdict);
  });

  test("is paired by seed, with the interval and the probability of the pairs", () => {
    const difference = against(shifted([0.01, 0.012, 0.014, -0.001]));
    const pairs = [0.01, 0.012, 0.014, -0.001, 0.01, 0.012, 0.014, -0.001];
    expect(difference.n).toBe(8);
    expect(difference.pairs.map(({ seed }) => seed)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    difference.pairs.forEach(({ value }, index) => expect(value).toBeCloseTo(pairs[index]!, 12));
    expect(difference.mean).toBeCloseTo(0.00875, 12);
    expect(difference.p).toBe(signFlipTest(pairs));
    expect(difference.adjustedP).toBe(difference.p);
    expect(difference.interval!.low).toBeLessThan(0.00875);
    expect(difference.interval!.high).toBeGreaterThan(0.00875);
    expect(difference.unpairedSeeds).toEqual([]);
  });

  test("that is certain is a claim only above the margin", () => {
    const gain = shifted([0.004, 0.0045]);
    expect(against(gain).verdict).toBe("better");
    expect(against(gain, { margin: 0.01 }).verdict).toBe("equivalent");
    expect(against(gain, { margin: 0.0043 }).verdict).toBe("no difference shown");
    expect(against(shifted([0.0011, 0.0012]), { margin: 0 }).verdict).toBe("better");
  });

  test("is adjusted for all schedules tested, and for those alone", () => {
    const gain = shifted([0.01, 0.012]);
    const few = withAccuracies("few", gain.slice(0, 5));
    const trials = (others: number) => [
      ...withAccuracies("constant", baseline),
      ...few,
      ...Array.from({ length: others }, (_, index) =>
        withAccuracies(`s${String(index)}`, gain),
      ).flat(),
    ];
    const one = analysed(trials(1));
    expect(of(one, "s0").difference).toMatchObject({ p: 2 / 256, adjustedP: 2 / 256 });
    expect(of(one, "few").difference).toMatchObject({ p: null, adjustedP: null });
    expect(one.compared).toBe(1);
    const seven = analysed(trials(7));
    // Seven that gain on every seed: only the pattern that was seen, and its mirror image, bring one of them as far.
    expect(of(seven, "s3").difference).toMatchObject({ p: 2 / 256, adjustedP: 2 / 256 });
    expect(of(seven, "s3").difference!.verdict).toBe("better");
    expect(seven.compared).toBe(7);
    expect([one.rules.seedsNeeded, seven.rules.seedsNeeded]).toEqual([6, 6]);
  });

  test("can be in validation accuracy", () => {
    const trials = [
      ...withAccuracies("constant", baseline),
      ...withAccuracies("other", baseline).map((trial) => ({
        ...trial,
        test: { accuracy: 0.99, loss: 0 },
      })),
    ];
    expect(of(analysed(trials), "other").difference!.verdict).toBe("better");
    const validated = analysed(trials, { measure: "validationAccuracy" });
    // Not identical: the test images tell them apart.
    expect(of(validated, "other").difference!.verdict).toBe("equivalent");
    expect(validated.schedules.map(({ rank }) => rank)).toEqual([1, 1]);
  });

  test("changes its sign with the baseline, and keeps its probability", () => {
    const trials = [
      ...withAccuracies("constant", baseline),
      ...withAccuracies("other", shifted([0.01, 0.012])),
    ];
    const there = of(analysed(trials), "other").difference!;
    const back = of(analysed(trials, { baseline: "other" }), "constant").difference!;
    expect(back.mean).toBeCloseTo(-there.mean!, 14);
    expect(back.p).toBe(there.p);
    expect([there.verdict, back.verdict]).toEqual(["better", "worse"]);
  });

  test("does not exist without a baseline, or without a common seed", () => {
    const alone = analysed(withAccuracies("other", baseline));
    expect(alone.rules.baseline).toBeNull();
    expect(alone.schedules[0]!.difference).toBeNull();
    expect(alone.compared).toBe(0);
    const strangers = analysed([
      ...withAccuracies("constant", [0.8]),
      completed(trialOf("other", 7), [0.7, 0.8, 0.9]),
    ]);
    expect(of(strangers, "other").difference).toEqual({
      n: 0,
      mean: null,
      sd: null,
      interval: null,
      p: null,
      adjustedP: null,
      verdict: "too few seeds",
      pairs: [],
      unpairedSeeds: [1, 7],
    });
  });

  test("needs both the interval and the probability to be a claim", () => {
    const values = [5, 4, 8, 6, 4, 6, -5, 7].map((value) => value / 1000);
    const precise = { resamples: 10_000 };
    const difference = against(shifted(values), precise);
    // Of the 2^8 patterns, those that flip nothing, one 4 or one 5, and their mirror images.
    expect(difference.adjustedP).toBe(10 / 256);
    expect(difference.interval!.low).toBeLessThan(0);
    expect(difference.verdict).toBe("no difference shown");
    const opposite = against(shifted(values.map((value) => -value)), precise);
    expect(opposite.interval!.high).toBeGreaterThan(0);
    expect(opposite.verdict).toBe("no difference shown");
  });

  test("leaves out seeds whose trial has no such figure", () => {
    const [first, ...others] = withAccuracies("constant", [0.8, 0.81]);
    const trials = [{ ...first!, test: null }, ...others, ...withAccuracies("other", [0.8, 0.8])];
    expect(of(analysed(trials), "other").difference).toMatchObject({ n: 1, unpairedSeeds: [1] });
  });

  test("of noise is hardly ever a claim", () => {
    const generator = xoroshiro128plus(6);
    const noise = () => 0.85 + (generator.next() >>> 0) / 2 ** 36;
    const verdicts = Array.from({ length: 100 }, () => {
      const trials = ["constant", "other"].flatMap((name) =>
        withAccuracies(name, Array.from({ length: 10 }, noise)),
      );
      return of(analyse(resultsOf(trials), { ...quick, margin: 0 }), "other").difference!.verdict;
    });
    const claims = verdicts.filter((verdict) => verdict === "better" || verdict === "worse");
    // About five are expected of a test at 0.05.
    expect(claims.length).toBeLessThanOrEqual(9);
  });
});

describe("the target", () => {
  const trials = [
    completed(trialOf("constant", 1), [0.8, 0.86, 0.9], 256),
    completed(trialOf("constant", 2), [0.85, 0.85, 0.851], 512),
    completed(trialOf("constant", 3), [0.9, 0.7, 0.7], 128),
    completed(trialOf("constant", 4), [0.1, 0.2, 0.3], 1024),
  ];

  test("is reached in the first epoch above it, in steps and in seconds of training", () => {
    const [schedule] = analysed(trials).schedules;
    expect(schedule!.seeds.map(({ stepsToTarget }) => stepsToTarget)).toEqual([16, 24, 8, null]);
    expect(schedule!.stepsToTarget).toEqual({ reached: 3, of: 4, median: 20, first: 8, last: 24 });
    // 512 images train in an epoch: 4 s for two of them at 256 a second, 3 s for three at 512, 4 s for one at 128.
    expect(schedule!.timings!.secondsToTarget).toEqual({
      reached: 3,
      of: 4,
      median: 4,
      first: 3,
      last: 4,
    });
  });

  test("can be another one", () => {
    const { schedules, rules } = analysed(trials, { target: 0.15 });
    expect(schedules[0]!.seeds.map(({ stepsToTarget }) => stepsToTarget)).toEqual([8, 8, 8, 16]);
    expect(rules.target).toEqual({ measure: "validationAccuracy", above: 0.15 });
  });

  test("that half of the trials miss has no median, one that all miss no first", () => {
    const half = analysed([trials[0]!, trials[3]!]).schedules[0]!;
    expect(half.stepsToTarget).toEqual({ reached: 1, of: 2, median: null, first: 16, last: 16 });
    const none = analysed([trials[3]!]).schedules[0]!;
    expect(none.stepsToTarget).toEqual({
      reached: 0,
      of: 1,
      median: null,
      first: null,
      last: null,
    });
  });
});

describe("what depends on the machine", () => {
  const trials = [
    completed(trialOf("constant", 1), [0.8, 0.8, 0.9], 100),
    completed(trialOf("constant", 2), [0.8, 0.8, 0.9], 300),
    completed(trialOf("constant", 3), [0.8, 0.8, 0.9], 200),
    completed(trialOf("constant", 4), [0.8, 0.8, 0.9]),
    completed(trialOf("constant", 5), [0.8, 0.8, 0.9], 400),
  ];

  test("is the middle of the speeds, and the share of a call in a step", () => {
    const { timings } = analysed(trials, { nanosecondsPerCall: { constant: 25 } }).schedules[0]!;
    expect(timings).toMatchObject({
      examplesPerSecond: { n: 4, median: 250, firstQuartile: 175, thirdQuartile: 325 },
      secondsToTarget: { reached: 4, of: 4 },
      nanosecondsPerCall: 25,
    });
    // A step takes 64 / 250 s.
    expect(timings!.shareOfStep).toBeCloseTo(25e-9 / 0.256, 20);
  });

  test("is unknown if it was not measured", () => {
    const timings = (options: AnalysisOptions) =>
      analysed([trials[3]!], options).schedules[0]!.timings;
    expect(timings({ nanosecondsPerCall: { other: 1 } })).toMatchObject({
      examplesPerSecond: null,
      nanosecondsPerCall: null,
      shareOfStep: null,
    });
    expect(timings({ nanosecondsPerCall: { constant: 1 } })).toMatchObject({
      nanosecondsPerCall: 1,
      shareOfStep: null,
    });
  });

  test("can be left out, and nothing else depends on it", () => {
    const without = analysed(trials, { timings: false });
    expect(without.schedules[0]!.timings).toBeNull();
    const faster = trials.map((trial) =>
      completed(trialOf("constant", trial.trial.seed), [0.8, 0.8, 0.9], 9),
    );
    expect(JSON.stringify(analysed(faster, { timings: false }))).toBe(JSON.stringify(without));
  });
});

describe("several base rates", () => {
  const slow = withAccuracies("cosine", [0.7, 0.72], { learningRate: 0.001 });
  const usual = withAccuracies("cosine", [0.8, 0.82]);
  const fast = [
    ...withAccuracies("cosine", [0.9], { learningRate: 0.1 }),
    diverged(trialOf("cosine", 2, { learningRate: 0.1 })),
    failed(trialOf("cosine", 3, { learningRate: 0.1 })),
  ];

  test("show how sensitive a schedule is, while its figures are those at the rate of the settings", () => {
    const cosine = of(analysed([...fast, ...usual, ...slow]), "cosine");
    expect(cosine).toMatchObject({ learningRate: 0.01, n: 2, failed: 0, missing: 1 });
    expect(
      cosine.sensitivity.map((point) => [point.learningRate, point.n, point.diverged]),
    ).toEqual([
      [0.001, 2, 0],
      [0.01, 2, 0],
      [0.1, 2, 1],
    ]);
    expect(cosine.sensitivity[0]!.figures["testAccuracy"]!.mean).toBeCloseTo(0.71, 12);
    expect(cosine.sensitivity[2]!.figures["testAccuracy"]!.mean).toBeCloseTo(0.5, 12);
    expect(cosine.sensitivity[2]!.figures["validationLoss"]!.max).toBe(Math.log(10));
  });

  test("leave the choice of the one to compare", () => {
    const trials = [...usual, ...slow];
    expect(of(analysed(trials, { rates: { cosine: 0.001 } }), "cosine").learningRate).toBe(0.001);
    expect(of(analysed(trials, { rates: { other: 0.001 } }), "cosine").learningRate).toBe(0.01);
    // Neither has trials at the rate asked for: the one with most trials, then the lowest.
    expect(of(analysed([...fast, ...slow]), "cosine").learningRate).toBe(0.1);
    expect(of(analysed([...fast.slice(1), ...slow]), "cosine").learningRate).toBe(0.001);
  });

  test("may come from trials that tuned, each counted once", () => {
    const asTuning = (results: readonly TrialResult[]) =>
      results.map((result) => ({ ...result, trial: { ...result.trial, testSamples: 1 } }));
    const tuning = asTuning([...slow, failed(trialOf("other", 1))]);
    const { sensitivity, n } = of(analysed(usual, { tuning }), "cosine");
    expect(sensitivity.map((point) => [point.learningRate, point.n])).toEqual([
      [0.001, 2],
      [0.01, 2],
    ]);
    expect(n).toBe(2);
    // Where these have several rates they are enough, so that every rate has the same seeds.
    const alone = asTuning([slow[0]!, ...withAccuracies("cosine", [0.5], { learningRate: 0.01 })]);
    expect(
      of(analysed(usual, { tuning: alone }), "cosine").sensitivity.map((point) => [
        point.learningRate,
        point.figures["validationAccuracy"]!.mean,
      ]),
    ).toEqual([
      [0.001, 0.7],
      [0.01, 0.5],
    ]);
  });
});

test("the sensitivity may come from the tuning alone, in what a tuning knows", () => {
  const nothing = { validationLoss: null, validationAccuracy: null };
  const cell = (learningRate: number, ...seeds: (number | null)[]) => ({
    learningRate,
    trials: seeds.length,
    diverged: seeds.filter((seed) => seed === null).length,
    figures: nothing,
    seeds: seeds.map((seed) =>
      seed === null ? nothing : { validationLoss: 1 - seed, validationAccuracy: seed },
    ),
  });
  const tuning = {
    format: 1 as const,
    protocol: 1,
    plan: "0123456789abcdef",
    task: "fashion-mnist",
    measure: "validationLoss",
    samples: 640,
    // A tuning may be shorter than the run.
    epochs: 1,
    batchSize: 64,
    backend: {
      name: "wasm" as const,
      version: "4.22.0",
      kernels: "simd",
      rounding: "9ff3a8dd37cf",
    },
    versions: { anneal: "1.0.0", tfjs: "4.22.0" },
    rates: [0.001, 0.01],
    seeds: [1001, 1002],
    schedules: [
      { name: "cosine", learningRate: 0.001, grid: [cell(0.001, 0.7, 0.8), cell(0.01, 0.9, null)] },
      { name: "step", learningRate: 0.01, grid: [cell(0.01, 0.7)] },
    ],
  };
  const trials = ["cosine", "step", "linear"].flatMap((name) => withAccuracies(name, [0.8]));
  const results = { ...resultsOf(trials), tuning };
  const { schedules } = analyse(results, quick);
  expect(schedules.map(({ sensitivity }) => sensitivity.length)).toEqual([2, 0, 0]);
  expect(schedules[0]!.sensitivity).toMatchObject([
    { learningRate: 0.001, n: 2, diverged: 0, figures: { testAccuracy: null } },
    { learningRate: 0.01, n: 2, diverged: 1, figures: { testAccuracy: null } },
  ]);
  const means = (options: AnalysisOptions) =>
    analyse(results, { ...quick, ...options }).schedules[0]!.sensitivity.map((point) => [
      point.figures["validationAccuracy"]!.mean,
      point.figures["validationLoss"]!.max,
    ]);
  expect(means({})).toEqual([
    [0.75, 1 - 0.7],
    [0.5, Math.log(10)],
  ]);
  expect(means({ diverged: "excluded" })[1]).toEqual([0.9, 1 - 0.9]);
  // Trials of the run itself go before it.
  const swept = [...trials, ...withAccuracies("cosine", [0.6], { learningRate: 0.1 })];
  const own = analyse({ ...resultsOf(swept), tuning }, quick).schedules[0]!.sensitivity;
  expect(own.map(({ learningRate }) => learningRate)).toEqual([0.01, 0.1]);
});

test("the probabilities of improvement are there for each pair", () => {
  const { improvement } = analysed([
    ...withAccuracies("constant", [0.8, 0.9]),
    ...withAccuracies("other", [0.9, 0.95]),
    failed(trialOf("broken", 1)),
  ]);
  expect(improvement).toEqual({
    names: ["constant", "other", "broken"],
    probabilities: [
      [0.5, 0.125, null],
      [0.875, 0.5, null],
      [null, null, null],
    ],
  });
});

test("an analysis is the same bytes in whatever order the trials come", () => {
  const trials = [
    ...withAccuracies("constant", baseline),
    ...withAccuracies("other", shifted([0.01, -0.012])),
    diverged(trialOf("other", 9)),
    failed(trialOf("constant", 9)),
  ];
  const results = resultsOf(trials);
  const bytes = JSON.stringify(analyse(results, quick));
  fc.assert(
    fc.property(fc.shuffledSubarray(trials, { minLength: trials.length }), (shuffled) => {
      expect(JSON.stringify(analyse({ ...results, trials: shuffled }, quick))).toBe(bytes);
    }),
    { numRuns: 10 },
  );
});

test("a plan that names schedules without trials has them in it, and trials beyond the plan come last", () => {
  const trials = [...withAccuracies("z", [0.8]), ...withAccuracies("y", [0.8])];
  const results = resultsOf(trials);
  const { schedules, trials: counts } = analyse(
    { ...results, complete: false, settings: { ...results.settings, schedule: ["x"] } },
    quick,
  );
  expect(schedules.map(({ name }) => name)).toEqual(["x", "y", "z"]);
  expect(schedules[0]).toMatchObject({
    n: 0,
    rank: null,
    learningRate: null,
    missing: 1,
    figures: { testAccuracy: null },
    seeds: [],
  });
  expect(schedules[0]!.curve[0]).toEqual({
    epoch: 0,
    n: 0,
    learningRate: null,
    figures: {
      trainingAccuracy: null,
      trainingLoss: null,
      validationAccuracy: null,
      validationLoss: null,
    },
  });
  expect(counts.missing).toBe(1);
});

test("the rules are those of the protocol", () => {
  expect(analyse(resultsOf(withAccuracies("constant", [0.8]))).rules).toEqual({
    measure: "testAccuracy",
    better: "higher",
    baseline: "constant",
    margin: 0.003,
    confidence: 0.95,
    significance: 0.05,
    seedsNeeded: 6,
    resamples: 10_000,
    seed: 1,
    diverged: "counted",
    divergedAs: {
      testAccuracy: 0.1,
      testLoss: 2.302585092994046,
      trainingAccuracy: 0.1,
      trainingLoss: 2.302585092994046,
      validationAccuracy: 0.1,
      validationLoss: 2.302585092994046,
    },
    target: { measure: "validationAccuracy", above: 0.85 },
  });
  const mnist = withAccuracies("constant", [0.8], { task: "mnist" });
  expect(analyse(resultsOf(mnist, referenceFacts("mnist")), quick).rules.margin).toBe(0.001);
});

describe("errors", () => {
  const [one] = withAccuracies("constant", [0.8]) as [TrialResult];
  const other = (changes: Parameters<typeof trialOf>[2]) =>
    completed(trialOf("other", 1, changes), [0.8, 0.8, 0.8]);

  test.each<[readonly TrialResult[], AnalysisOptions, string]>([
    [[], {}, "cannot analyse: there are no trials"],
    [
      [one, other({ examples: { training: 1024, validation: 256, test: 500 }, task: "mnist" })],
      {},
      "cannot analyse: the trials differ in name, examples, so that they cannot be compared",
    ],
    [
      [
        one,
        other({
          backend: { name: "cpu", version: "4.22.0", kernels: "simd", rounding: "9ff3a8dd37cf" },
        }),
      ],
      {},
      "cannot analyse: the trials differ in backend, so that they cannot be compared",
    ],
    [
      [
        one,
        other({
          backend: {
            name: "wasm",
            version: "4.22.0",
            kernels: "relaxed",
            rounding: "9ff3a8dd37cf",
          },
        }),
      ],
      {},
      "cannot analyse: the trials differ in backend (wasm 4.22.0, kernels relaxed, rounding 9ff3a8dd37cf and wasm 4.22.0, kernels simd, rounding 9ff3a8dd37cf), so that they cannot be compared",
    ],
    [
      [one],
      { tuning: [other({ epochs: 4 })] },
      "cannot analyse: the trials differ in epochs, so that they cannot be compared",
    ],
    [[one, one], {}, "cannot analyse: there are two trials of constant with seed 1 and rate 0.01"],
    [
      [one],
      { baseline: "cosine", margin: -1, target: Infinity, resamples: 0, seed: 0.5 },
      "cannot analyse: baseline must be one of constant, got cosine; margin must be at least 0, got -1; " +
        "target must be a finite number, got Infinity; resamples must be a whole number from 1 to 1000000, got 0; " +
        "seed must be a whole number, got 0.5",
    ],
    [
      [one],
      { resamples: 1_000_001 },
      "cannot analyse: resamples must be a whole number from 1 to 1000000, got 1000001",
    ],
  ])("%#", (trials, options, message) => {
    const act = () => analyse(resultsOf(trials), options);
    expect(act).toThrow(
      expect.objectContaining({ name: "BenchmarkError", kind: "usage", message }),
    );
  });

  test.each<[object, string]>([
    [{ measure: 1 }, "measure must be a text, got 1"],
    [{ margin: "0.1", diverged: "no" }, 'margin must be a number, got "0.1"'],
    [{ rates: 0.1 }, "rates must be numbers by name, got 0.1"],
    [{ tuning: "t" }, 'tuning must be a list of trials, got "t"'],
    [{ timings: "no" }, 'timings must be a boolean, got "no"'],
  ])("of a type: %o", (options, message) => {
    const act = () => analyse(resultsOf([one]), options);
    expect(act).toThrow(TypeError);
    expect(act).toThrow(`@anneal/experiment: analyse: ${message}`);
  });
});

test("trials on other test images are of one task, on other training images or another backend not", () => {
  const [one] = syntheticResults({ schedules: ["step"], seeds: 1 }).trials as [TrialResult];
  const other = (changes: Partial<TrialResult["trial"]>): TrialResult => ({
    ...one,
    trial: { ...one.trial, ...changes },
  });
  const examples = one.trial.examples!;
  expect(
    areOfOneTask(one, other({ examples: { ...examples, test: 1 }, name: "cosine", seed: 9 })),
  ).toBe(true);
  expect(areOfOneTask(one, other({ examples: { ...examples, training: 1 } }))).toBe(false);
  // A schedule may have a batch size of its own, but not two.
  expect(areOfOneTask(one, other({ name: "cosine", batchSize: 8, stepsPerEpoch: 64 }))).toBe(true);
  expect(areOfOneTask(one, other({ batchSize: 8, stepsPerEpoch: 64 }))).toBe(false);
  expect(areOfOneTask(one, other({ backend: { ...one.trial.backend, kernels: "plain" } }))).toBe(
    false,
  );
});
