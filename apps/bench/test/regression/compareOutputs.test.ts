import type { FinishedTrial, Results, TrialResult } from "@anneal/experiment/records";
import { syntheticResults } from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { compareOutputs } from "../../src/regression/compareOutputs.ts";
import { renderComparison, renderComparisonText } from "../../src/regression/markdown.ts";
import { comparisonSchema } from "../../src/regression/schema.ts";
import type { Comparison } from "../../src/regression/schema.ts";
import { costs, outputOf, rerun } from "../runs.ts";

const schedules = ["constant", "step", "exponential", "linear", "cosine", "warmup-cosine"];
const ci = syntheticResults({ schedules, seeds: 3, epochs: 5 });
const large = syntheticResults({ schedules, seeds: 10 });

const compare = (base: Results, head: Results, options = {}): Comparison =>
  comparisonSchema.parse(compareOutputs(outputOf("base", base), outputOf("head", head), options));

const found = ({ regressions }: Comparison): readonly string[] =>
  regressions.map(({ subject, kind }) => `${subject} ${kind}`);

/** The results with some of their finished trials changed. */
const edited = (
  results: Results,
  name: string,
  edit: (result: FinishedTrial) => TrialResult,
): Results => ({
  ...results,
  trials: results.trials.map((result) =>
    result.status !== "failed" && result.trial.name === name ? edit(result) : result,
  ),
});

describe("the same code twice is no regression", () => {
  const tries = Array.from({ length: 20 }, (_, index) => index + 1);

  test.each([
    ["on a deterministic backend, 3 seeds", ci, 0],
    ["on a noisy backend, 3 seeds", ci, 0.004],
    ["on a noisy backend, 10 seeds", large, 0.0015],
  ])("%s: 20 of 20 tries", (_, results, noise) => {
    const alarms = tries.flatMap((seed) => {
      // The second machine is up to four times as slow or as fast.
      const base = { seed, noise, machine: 1 };
      const head = { seed: 100 + seed, noise, machine: 4 ** ((seed - 10) / 10) };
      return found(
        compareOutputs(
          outputOf("base", rerun(results, base), costs(base)),
          outputOf("head", rerun(results, head), costs(head)),
        ),
      );
    });
    expect(alarms).toEqual([]);
  });

  test("on another build of the kernels it says so, because the numbers differ in their last bits", () => {
    const backend = { ...ci.backend, kernels: "relaxed" };
    const { notes, regressions } = compare(ci, rerun({ ...ci, backend }, { seed: 1, noise: 1e-6 }));
    expect(regressions).toEqual([]);
    expect(notes).toContain(
      "the backend changed from wasm 4.22.0, kernels simd, rounding 9ff3a8dd37cf to wasm 4.22.0, kernels relaxed, rounding 9ff3a8dd37cf",
    );
  });

  test("and says that the numbers are identical", () => {
    const { schedules, notes } = compare(ci, ci);
    const verdicts = schedules.flatMap(({ changes }) => changes.map(({ verdict }) => verdict));
    expect(new Set(verdicts)).toEqual(new Set(["identical"]));
    // The synthetic trials have no processor time.
    expect(notes).toEqual(["no speed can be compared"]);
  });
});

describe("a planted regression is found and named", () => {
  const tenTimes = (result: FinishedTrial): FinishedTrial => ({
    ...result,
    epochs: result.epochs.map((epoch, index) =>
      index === result.epochs.length - 1
        ? { ...epoch, learningRate: 10 * epoch.learningRate }
        : epoch,
    ),
  });

  test("a schedule that ends at ten times its rate, with one seed and the same accuracy", () => {
    const single = syntheticResults({ schedules, seeds: 1, epochs: 5 });
    const comparison = compare(single, edited(single, "exponential", tenTimes));
    expect(comparison.regressions).toEqual([
      {
        subject: "fashion-mnist/exponential",
        kind: "learning rate",
        message:
          "fashion-mnist/exponential: the rate at the end of epoch 5 is 0.001, it was 0.0001, 10 times as much, though it is written the same",
      },
    ]);
    expect(renderComparison(comparison)).toMatch(/^## 1 regression: fashion-mnist\/exponential\n/);
    expect(renderComparisonText(comparison)).toContain("1 regression: fashion-mnist/exponential.");
  });

  test("unless it was changed on purpose: then its figures decide", () => {
    const head = edited(ci, "exponential", tenTimes);
    expect(found(compare(ci, head, { accepted: ["exponential"] }))).toEqual([]);
    expect(found(compare(ci, head, { accepted: ["*"] }))).toEqual([]);
    expect(found(compare(ci, head, { accepted: ["step"] }))).toHaveLength(1);
  });

  test("rates that react to the metrics may differ with them", () => {
    const reacting = (results: Results): Results =>
      edited(results, "step", (result) => ({
        ...result,
        trial: {
          ...result.trial,
          schedule: {
            per: "epoch",
            spec: {
              kind: "plateau",
              schedule: 0.01,
              monitor: "val_loss",
              factor: 0.5,
              patience: 2,
            },
          },
        },
      }));
    const base = reacting(ci);
    expect(found(compare(base, edited(base, "step", tenTimes)))).toEqual([]);
  });

  const worse =
    (by: number) =>
    (result: FinishedTrial): FinishedTrial => ({
      ...result,
      epochs: result.epochs.map((epoch) => ({
        ...epoch,
        validation: {
          accuracy: epoch.validation.accuracy! - by,
          loss: epoch.validation.loss! + 2.5 * by,
        },
      })),
      test: { accuracy: result.test!.accuracy! - by, loss: result.test!.loss! + 2.5 * by },
    });

  test.each([
    ["3 seeds, 5 points, noise", ci, 0.05, 0.003],
    ["10 seeds, 1 point, noise", large, 0.01, 0.0015],
    ["3 seeds, 1 point, a deterministic backend", ci, 0.01, 0],
  ])("a lower accuracy: %s", (_, results, by, noise) => {
    const head = edited(rerun(results, { seed: 7, noise }), "cosine", worse(by));
    const subjects = compare(rerun(results, { seed: 8, noise }), head).regressions;
    expect(subjects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["accuracy", "loss"]));
    expect(new Set(subjects.map(({ subject }) => subject))).toEqual(
      new Set(["fashion-mnist/cosine"]),
    );
    // The other way round it is an improvement.
    expect(found(compare(head, rerun(results, { seed: 8, noise })))).toEqual([]);
  });

  test("a difference within the margin is none, however sure", () => {
    const { regressions, schedules } = compare(large, edited(large, "cosine", worse(0.002)));
    expect(regressions).toEqual([]);
    const [change] = schedules.find(({ name }) => name === "cosine")!.changes;
    expect(change).toMatchObject({ metric: "testAccuracy", n: 10, verdict: "no change shown" });
    expect(change!.difference).toBeCloseTo(-0.002, 12);
    expect(change!.p).toBe(2 / 2 ** 10);
  });

  test("a trial that fails or diverges and did not before", () => {
    const make = (broken: object): Results =>
      syntheticResults({ schedules, seeds: 3, epochs: 5, ...broken });
    expect(found(compare(ci, make({ diverged: ["linear:2"] })))).toContain(
      "fashion-mnist/linear diverged",
    );
    const failed = compare(ci, make({ failed: ["step:1"] }));
    expect(found(failed)).toEqual(["fashion-mnist/step failed"]);
    expect(failed.regressions[0]!.message).toContain("fails with seed 1");
  });

  test.each([["Conv2DBackpropFilter"], ["MaxPoolGrad"]])("kernel %s slowed threefold", (name) => {
    const base = { seed: 1, machine: 1 };
    // On a machine that is twice as fast, which would hide it from a look at the clock.
    const head = { seed: 2, machine: 2 };
    const comparison = compareOutputs(
      outputOf("base", rerun(ci, base), costs(base)),
      outputOf("head", rerun(ci, head), costs(head, { [name]: 3 })),
    );
    expect(found(comparison)).toEqual([`kernel ${name} speed`]);
    // Three times as long but for the 5 % by which each of the four figures was off, which the seeds decide.
    const [before, after] = [costs(base), costs(head)].map(
      ({ reference, kernels }) =>
        kernels.find((kernel) => kernel.name === name)!.nanoseconds / reference.nanoseconds,
    );
    const speed = comparison.speeds.find(({ subject }) => subject === `kernel ${name}`)!;
    expect(speed.slowdown).toBeCloseTo((3 * after!) / before!, 12);
    expect(comparison.regressions[0]!.message).toContain(
      `takes ${speed.slowdown.toPrecision(2)} times as long`,
    );
  });

  test("a call of a schedule slowed threefold, a training slowed threefold", () => {
    const one = { seed: 1 };
    const slow = rerun(ci, { seed: 2 });
    const head = edited(slow, "cosine", (result) => ({
      ...result,
      timings: result.timings && {
        ...result.timings,
        epochs: result.timings.epochs.map(({ seconds, measured }) => ({
          seconds,
          measured: { ...measured, cpuSeconds: 3 * measured.cpuSeconds! },
        })),
      },
    }));
    expect(
      found(
        compareOutputs(
          outputOf("base", rerun(ci, one), costs(one)),
          outputOf("head", head, costs(one, { cosine: 3 })),
        ),
      ),
    ).toEqual(["training with cosine speed", "a call of cosine speed"]);
  });
});

describe("results that cannot be compared", () => {
  test("of other tasks, or without a schedule in common", () => {
    expect(() => compare(ci, large)).toThrow(
      "cannot compare: base and head differ in epochs (5 and 15)",
    );
    const { protocol } = ci;
    const task = { ...protocol.task, evaluateTraining: true } as const;
    expect(() => compare(ci, { ...ci, protocol: { ...protocol, task } })).toThrow(
      "cannot compare: base and head differ in evaluateTraining (undefined and true)",
    );
    const other = syntheticResults({ schedules: ["halving"], seeds: 3, epochs: 5 });
    expect(() => compare(other, ci)).toThrow("cannot compare: base has halving, head has constant");
  });

  test("in part: what is only in one of them is told", () => {
    const fewer = syntheticResults({
      schedules: ["constant", "halving"],
      seeds: 3,
      epochs: 5,
      missing: ["halving:1"],
    });
    const comparison = compare(ci, fewer);
    expect(comparison.onlyInHead).toEqual(["halving"]);
    expect(comparison.onlyInBase).toHaveLength(5);
    expect(comparison.notes).toContain("head is incomplete: some trials of its plan are missing");
    expect(renderComparison(comparison)).toContain("- only in head: halving");
  });
});

describe("the mean over all schedules", () => {
  const lower =
    (by: number) =>
    (result: FinishedTrial): FinishedTrial => ({
      ...result,
      epochs: result.epochs.map((epoch) => ({
        ...epoch,
        validation: { ...epoch.validation, accuracy: epoch.validation.accuracy! - by },
      })),
      test: { ...result.test!, accuracy: result.test!.accuracy! - by },
    });
  const lowerEverywhere = (results: Results, by: number): Results =>
    schedules.reduce((changed, name) => edited(changed, name, lower(by)), results);

  test("shows a loss that no schedule shows on its own, and names it first", () => {
    // In these reruns constant scatters four times as much as the others.
    const steady = syntheticResults({ schedules: schedules.slice(1), seeds: 10 });
    const head = lowerEverywhere(rerun(steady, { seed: 3, noise: 0.004 }), 0.0045);
    const comparison = compare(rerun(steady, { seed: 103, noise: 0.004 }), head);
    const own = comparison.schedules.flatMap(({ changes }) =>
      changes.filter(({ metric, verdict }) => metric === "testAccuracy" && verdict === "worse"),
    );
    expect(own).toEqual([]);
    expect(comparison.overall.find(({ metric }) => metric === "testAccuracy")).toMatchObject({
      schedules: 5,
      n: 10,
      verdict: "worse",
    });
    expect(comparison.regressions[0]!.message).toMatch(
      /^fashion-mnist: test accuracy −0\.\d+ pp in the mean of 5 schedules over 10 seeds$/,
    );
    expect(renderComparison(comparison)).toMatch(
      /\| mean of 5 schedules \| difference \| seeds \| p \| 80 % see \| verdict \|\n.*\n\| test accuracy \| −0\.\d+ pp \| 10 \| 0\.0020 \| ±0\.\d+ pp \| ▼ worse \|/,
    );
    expect(renderComparisonText(comparison)).toMatch(
      /^all 5 schedules +test accuracy +80 % of such runs show ±0\.\d+ pp +−0\.\d+ pp +▼ worse/,
    );
  });

  test("tells what could have been seen: less with more seeds, more with more noise", () => {
    const detectable = (results: Results, noise: number): number =>
      compare(
        rerun(results, { seed: 1, noise }),
        rerun(results, { seed: 101, noise }),
      ).overall.find(({ metric }) => metric === "testAccuracy")!.detectable!;
    const [few, many, noisy] = [
      detectable(ci, 0.004),
      detectable(large, 0.004),
      detectable(large, 0.012),
    ];
    expect(many).toBeLessThan(few);
    expect(many).toBeLessThan(noisy);
    // Never less than the margin of 0.3 points.
    expect(many).toBeGreaterThanOrEqual(0.003);
  });

  test("is identical for the same numbers, and not asked of a single schedule or of rates that were changed", () => {
    expect(new Set(compare(ci, ci).overall.map(({ verdict }) => verdict))).toEqual(
      new Set(["identical"]),
    );
    // Equal runs do not tell what a difference would have to be.
    const same = compare(ci, ci);
    const changes = [...same.overall, ...same.schedules.flatMap((own) => own.changes)];
    expect(changes.map(({ detectable }) => detectable)).toEqual(changes.map(() => null));
    expect(renderComparisonText(same)).not.toContain("of such runs show");
    const alone = syntheticResults({ schedules: ["constant"], seeds: 3 });
    expect(compare(alone, alone).overall).toEqual([]);
    const two = syntheticResults({ schedules: ["constant", "step"], seeds: 3 });
    const changed = edited(two, "step", (result) => ({
      ...result,
      epochs: result.epochs.map((epoch) => ({ ...epoch, learningRate: 2 * epoch.learningRate })),
    }));
    expect(compare(two, changed).overall).toEqual([]);
    const single = syntheticResults({ schedules, seeds: 1 });
    const once = compare(single, rerun(single, { seed: 1, noise: 0.01 }));
    expect(once.overall.find(({ metric }) => metric === "testAccuracy")).toMatchObject({
      verdict: "too few seeds",
      detectable: null,
      threshold: null,
    });
    expect(renderComparisonText(once)).toContain("too few seeds (needs 2)");
    const none = {
      ...two,
      trials: two.trials.filter(({ trial }) => (trial.seed === 1) === (trial.name === "step")),
    };
    expect(compare(none, none).overall).toEqual([]);
  });
});
