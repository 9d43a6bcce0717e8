import { describe, expect, test } from "vitest";
import { analyse } from "../../src/analysis/analyse.ts";
import { analysisSchema } from "../../src/analysis/schema.ts";
import { jointSignFlipTest } from "../../src/statistics/jointSignFlip.ts";
import { referenceFacts } from "../../src/task/reference.ts";
import { answer } from "../../src/wording/answer.ts";
import { claims } from "../../src/wording/headline.ts";
import { completed, diverged, failed, resultsOf, trialOf, withAccuracies } from "./trials.ts";

const analysed = (...trials: Parameters<typeof resultsOf>[0]) =>
  analysisSchema.parse(analyse(resultsOf(trials), { resamples: 100 }));

/** As many trials as the text has letters: `y` meets the target, `n` misses its validation accuracy. */
const outcomes = (name: string, text: string) =>
  withAccuracies(
    name,
    Array.from(text, (letter, index) => (letter === "y" ? 0.86 : 0.84) + 0.0001 * index),
  );

describe("how often a target is met", () => {
  test("has Wilson's interval, McNemar's exact test and Newcombe's interval of the difference", () => {
    const analysis = analysed(
      ...outcomes("constant", "nnnnnnnnny"),
      ...outcomes("halving", "yyyyyyyyyn"),
    );
    const [constant, halving] = analysis.schedules;
    expect(constant!.target).toMatchObject({ count: 1, of: 10, comparison: null });
    const { count, of, interval, comparison } = halving!.target!;
    expect([count, of]).toEqual([9, 10]);
    // SciPy: binomtest(9, 10).proportion_ci(method="wilson").
    expect(interval!.low).toBeCloseTo(0.59585, 5);
    expect(interval!.high).toBeCloseTo(0.98212, 5);
    expect(comparison).toMatchObject({ n: 10, onlyOwn: 9, onlyOther: 1, difference: 0.8 });
    // Nine against one: 2 · (1 + 10) / 2^10. Alone it needs no adjustment.
    expect(comparison!.p).toBeCloseTo(22 / 1024, 12);
    expect(comparison!.adjustedP).toBeCloseTo(22 / 1024, 12);
    expect(comparison!.verdict).toBe("more often");
  });

  test.each([
    ["six of six against none", "nnnnnn", "yyyyyy", "more often"],
    ["none against six of six", "yyyyyy", "nnnnnn", "less often"],
    ["five that differ of six", "nnnnny", "yyyyyy", "no difference shown"],
    ["the same on every seed", "ynynyn", "ynynyn", "no difference shown"],
    ["five seeds", "nnnnn", "yyyyy", "too few seeds"],
  ])("%s", (_, constant, own, verdict) => {
    const { schedules } = analysed(...outcomes("constant", constant), ...outcomes("own", own));
    const { comparison } = schedules[1]!.target!;
    expect(comparison!.verdict).toBe(verdict);
    expect(comparison!.p === null).toBe(verdict === "too few seeds");
  });

  test("is adjusted for all schedules together", () => {
    const { schedules } = analysed(
      ...outcomes("constant", "nnnnnnnn"),
      ...outcomes("one", "yyyyyyyn"),
      ...outcomes("other", "nyyyyynn"),
    );
    const [one, other] = schedules.slice(1).map(({ target }) => target!.comparison!);
    const rows = [
      [1, 1, 1, 1, 1, 1, 1, 0],
      [0, 1, 1, 1, 1, 1, 0, 0],
    ];
    expect([one!.adjustedP, other!.adjustedP]).toEqual(jointSignFlipTest(rows));
    expect(one!.adjustedP).toBeGreaterThanOrEqual(one!.p!);
    expect(other!.p).toBeCloseTo(2 / 32, 12);
  });

  test("counts by bound what was missed, and tells the difference of each measure", () => {
    const learnsByHeart = (seed: number) =>
      completed(trialOf("own", seed), [0.7, 0.8, 0.92 + 0.001 * seed]);
    const { schedules } = analysed(
      ...outcomes("constant", "nnn"),
      ...[1, 2].map(learnsByHeart),
      diverged(trialOf("own", 3)),
      failed(trialOf("own", 4)),
    );
    const { count, of, bounds, comparison } = schedules[1]!.target!;
    expect([count, of, comparison!.n]).toEqual([0, 3, 3]);
    // The one that diverged counts as a model that guesses, which is below 95 % in training.
    expect(bounds.map(({ measure, missed }) => [measure, missed])).toEqual([
      ["validationAccuracy", 1],
      ["trainingAccuracy", 2],
    ]);
    expect(bounds[0]!.difference!.n).toBe(3);
    expect(bounds[0]!.difference!.mean).toBeCloseTo(
      (0.921 + 0.922 + 0.1 - 0.84 - 0.8401 - 0.8402) / 3,
      9,
    );
    expect(schedules[0]!.target!.bounds[0]!.difference).toBeNull();
  });

  test("is nothing for a task without a target, and compares nothing without a baseline", () => {
    const trials = [...outcomes("one", "yy"), ...outcomes("two", "yn")];
    expect(analysed(...trials).schedules.map(({ target }) => target!.comparison)).toEqual([
      null,
      null,
    ]);
    const task = { ...referenceFacts("fashion-mnist"), target: [] };
    const without = analyse(resultsOf(trials, task), { resamples: 100 });
    expect(without.schedules.map(({ target }) => target)).toEqual([null, null]);
    expect(answer(without)).toBeNull();
  });
});

describe("how often a training diverges", () => {
  const breaking = (name: string, text: string) =>
    Array.from(text, (letter, index) =>
      letter === "d"
        ? diverged(trialOf(name, index + 1))
        : completed(trialOf(name, index + 1), [0.7, 0.8, 0.86]),
    );

  test.each([["counted"], ["excluded"]] as const)("is told with diverged trials %s", (rule) => {
    const trials = [...breaking("constant", "cccccc"), ...breaking("own", "dddddd")];
    const { schedules } = analyse(resultsOf(trials), { resamples: 100, diverged: rule });
    const [constant, own] = schedules.map(({ divergence }) => divergence);
    expect(constant).toMatchObject({ count: 0, of: 6, comparison: null });
    // SciPy: binomtest(0, 6).proportion_ci(method="wilson").
    expect(constant!.interval!.high).toBeCloseTo(0.39033, 5);
    expect(own).toMatchObject({
      count: 6,
      of: 6,
      comparison: { verdict: "more often", p: 2 / 64 },
    });
  });

  test("leaves out what failed, and is claimed", () => {
    const trials = [
      ...breaking("constant", "ccccccc"),
      ...breaking("own", "dddddd"),
      failed(trialOf("own", 7)),
    ];
    const analysis = analyse(resultsOf(trials), { resamples: 100 });
    expect(analysis.schedules[1]!.divergence).toMatchObject({ count: 6, of: 6 });
    expect(claims(analysis)).toContain(
      "Diverges more often than constant: own (6 of 6 against 0 of 7).",
    );
  });
});

describe("the answer", () => {
  test("says who met the target on how many seeds, what failed elsewhere, and by how much the accuracy rose", () => {
    const given = answer(
      analysed(...outcomes("constant", "nnnnnnnnny"), ...outcomes("halving", "yyyyyyyyyn")),
    );
    expect(given).toEqual({
      sentence:
        "halving met the target (validation accuracy above 85 % while training accuracy is below 95 %) on 9 of 10 seeds, " +
        "constant on 1 of 10 seeds; its mean validation accuracy is 85.84 %, +1.60 percentage points [+0.40 … +2.00] to constant.",
      lines: [
        "halving: 9 of 10 seeds; validation accuracy not above 85 % on 1; validation accuracy +1.60 pp [+0.40 … +2.00]",
        "constant: 1 of 10 seeds; validation accuracy not above 85 % on 9",
      ],
      evidence:
        "More often than constant, by McNemar's exact test for all schedules together: halving.",
    });
  });

  test("tells that nobody met it, that nobody was better, and that nothing is compared", () => {
    const none = answer(analysed(...outcomes("constant", "nn"), ...outcomes("own", "nn")))!;
    expect(none.sentence).toMatch(
      /^No schedule met the target .* on any seed; the highest mean validation accuracy is that of/,
    );
    expect(none.evidence).toBe("This is no claim yet: with fewer than 6 seeds it could be luck.");
    const same = answer(analysed(...outcomes("constant", "yyyyyy"), ...outcomes("own", "yyyyyy")))!;
    expect(same.sentence).toMatch(
      /on 6 of 6 seeds each: no schedule met it more often than constant\.$/,
    );
    expect(same.evidence).toBe("No schedule is shown to meet it more or less often than constant.");
    const alone = answer(analysed(...outcomes("own", "y"), ...outcomes("other", "n")))!;
    expect(alone.sentence).toMatch(/^own met the target \(.*\) on 1 of 1 seed\.$/);
    expect(alone.evidence).toBe("Nothing is compared.");
    const less = answer(analysed(...outcomes("constant", "yyyyyy"), ...outcomes("own", "nnnnnn")))!;
    expect(less.evidence).toBe("Less often than constant: own.");
  });

  test("names all that met it equally often, and tells the rise of the best of them", () => {
    const { sentence } = answer(
      analysed(
        ...outcomes("constant", "nnn"),
        ...outcomes("one", "yyy"),
        ...withAccuracies("two", [0.87, 0.87, 0.87]),
      ),
    )!;
    expect(sentence).toMatch(
      /^two and one met the target \(.*\) on 3 of 3 seeds each, constant on 0 of 3 seeds; with two the mean validation accuracy is 87\.00 %, \+2\.99 percentage points/,
    );
  });
});
