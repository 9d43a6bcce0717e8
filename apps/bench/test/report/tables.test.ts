import { compare } from "@anneal/experiment/conclusion";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  resultsOf,
} from "@anneal/experiment/synthetic";
import { meetsTarget, referenceFacts } from "@anneal/experiment/task";
import pc from "picocolors";
import { describe, expect, test } from "vitest";
import { columnsOf } from "../../src/report/row.ts";
import { renderSummary } from "../../src/report/summary.ts";
import { renderTable } from "../../src/report/terminalTable.ts";

const facts = referenceFacts("mnist");

describe("the comparison", () => {
  test("has the mean and the sample deviation of the last epoch over the seeds", () => {
    const trials = [
      completedTrial("cosine", 1, 0.9, 0.8),
      completedTrial("cosine", 2, 0.92, 0.86),
      completedTrial("cosine", 3, 0.94, 0.89),
      completedTrial("linear", 1, 0.9, 0.86),
    ];
    const [cosine, linear] = compare(["cosine", "linear"], trials, facts);
    expect(cosine).toMatchObject({ name: "cosine", completed: 3, targetMet: 2 });
    expect(cosine!.figures["trainingAccuracy"]!.mean).toBeCloseTo(0.92, 12);
    expect(cosine!.figures["trainingAccuracy"]!.sd).toBeCloseTo(0.02, 12);
    // (0.80, 0.86, 0.89): mean 0.85, squares 0.0025 + 0.0001 + 0.0016, over 2.
    expect(cosine!.figures["validationAccuracy"]!.mean).toBeCloseTo(0.85, 12);
    expect(cosine!.figures["validationAccuracy"]!.sd).toBeCloseTo(Math.sqrt(0.0021), 12);
    expect(cosine!.figures["trainingLoss"]).toEqual({ mean: 0.25, sd: 0 });
    expect(linear!.figures["validationLoss"]).toEqual({ mean: 0.5, sd: null });
  });

  test("leaves trials that diverged or failed out of the means, and counts them", () => {
    const trials = [completedTrial("a", 1, 0.9, 0.8), divergedTrial("a", 2), failedTrial("a", 3)];
    expect(compare(["a", "b"], trials, facts)).toMatchObject([
      {
        completed: 1,
        diverged: 1,
        failed: 1,
        figures: { trainingAccuracy: { mean: 0.9, sd: null } },
      },
      {
        completed: 0,
        diverged: 0,
        failed: 0,
        figures: { trainingAccuracy: null },
        examplesPerSecond: null,
      },
    ]);
  });
});

test.each([
  [0.9, 0.86, true],
  [0.9499, 0.8501, true],
  [0.95, 0.9, false],
  [0.9, 0.85, false],
  [null, 0.9, false],
  [0.9, null, false],
])("training %d and validation %d: target %s", (training, validation, met) => {
  const scores: Readonly<Record<string, number | null>> = {
    trainingAccuracy: training,
    validationAccuracy: validation,
  };
  expect(meetsTarget(facts.target, (measure) => scores[measure])).toBe(met);
});

test.each([
  [
    [completedTrial("a", 1, 0.9, 0.86)],
    ["a", "90.00", "0.2500", "86.00", "0.5000", "86.00", "704", "yes"],
  ],
  [
    [completedTrial("a", 1, 0.9, 0.8)],
    ["a", "90.00", "0.2500", "80.00", "0.5000", "80.00", "704", "no"],
  ],
  [
    [completedTrial("a", 1, 0.9, 0.86), completedTrial("a", 2, 0.92, 0.8)],
    [
      "a",
      "91.00 ± 1.41",
      "0.2500 ± 0.0000",
      "83.00 ± 4.24",
      "0.5000 ± 0.0000",
      "83.00 ± 4.24",
      "704 [704 … 704]",
      "1 of 2",
    ],
  ],
  [[divergedTrial("a", 1)], ["a", "–", "–", "–", "–", "–", "–", "diverged"]],
  [[failedTrial("a", 1)], ["a", "–", "–", "–", "–", "–", "–", "failed"]],
  [
    [completedTrial("a", 1, 0.9, 0.86), divergedTrial("a", 2), failedTrial("a", 3)],
    ["a", "90.00", "0.2500", "86.00", "0.5000", "86.00", "704", "1 of 3, 1 diverged, 1 failed"],
  ],
])("cells of a row %#", (trials, expected) => {
  const results = resultsOf(trials);
  expect(columnsOf(results).map(({ cell }) => cell(results.summary[0]!))).toEqual(expected);
});

test("the table is plain without colours", () => {
  const results = resultsOf([completedTrial("cosine", 1, 0.9, 0.86), failedTrial("step", 1)]);
  expect(`\n${renderTable(results, pc.createColors(false))}\n`).toBe(`
┌──────────┬───────────┬────────────┬─────────┬──────────┬──────────┬──────────┬────────┐
│ schedule │ train acc │ train loss │ val acc │ val loss │ test acc │ images/s │ target │
├──────────┼───────────┼────────────┼─────────┼──────────┼──────────┼──────────┼────────┤
│ cosine   │     90.00 │     0.2500 │   86.00 │   0.5000 │    86.00 │      704 │    yes │
│ step     │         – │          – │       – │        – │        – │        – │ failed │
└──────────┴───────────┴────────────┴─────────┴──────────┴──────────┴──────────┴────────┘
`);
});

test("the table has colours when it may", () => {
  const results = resultsOf([completedTrial("cosine", 1, 0.9, 0.86)]);
  expect(renderTable(results, pc.createColors(true))).toContain("\u001b[32myes\u001b[39m");
});

describe("summary.md", () => {
  test("says what was trained, on what, and how it ended", () => {
    const text = renderSummary(
      resultsOf([
        completedTrial("cosine", 1, 0.9, 0.86),
        divergedTrial("linear", 1),
        failedTrial("step", 1),
      ]),
    );
    expect(text).toContain(
      "MNIST, 640 images of which a fifth validates, 500 test images, 2 epochs, batch 64, Adam at 0.01, untuned, seed 1; protocol 1, backend wasm 4.22.0, kernels simd, rounding 9ff3a8dd37cf on A CPU.",
    );
    expect(text).toContain("| cosine | 90.00 | 0.2500 | 86.00 | 0.5000 | 86.00 | 704 | yes |");
    expect(text).toContain(
      "- linear, seed 1: diverged in epoch 1\n- step, seed 1: failed: no luck\n",
    );
    expect(text).toContain("Node.js 20.20.2");
    expect(text).not.toContain("Interrupted");
  });

  test("of several seeds says so, and one that is cut short as well", () => {
    const trials = [completedTrial("a", 1, 0.9, 0.86), completedTrial("a", 2, 0.9, 0.86)];
    const text = renderSummary(resultsOf(trials, false));
    expect(text).toContain("seeds 1, 2;");
    expect(text).toContain("mean ± standard deviation");
    expect(text).toContain("**Incomplete: some trials are missing.**");
  });
});
