import { analyse } from "@anneal/experiment/analysis";
import { withoutTimings } from "@anneal/experiment/conclusion";
import type { Results } from "@anneal/experiment/records";
import {
  completedTrial,
  divergedTrial,
  failedTrial,
  resultsOf,
} from "@anneal/experiment/synthetic";
import { describe, expect, test } from "vitest";
import { checkAssertions } from "../../src/assertions/check.ts";
import { measure } from "../../src/assertions/measure.ts";
import { describeOutcome, renderAssertions } from "../../src/assertions/render.ts";
import type { Assertions } from "../../src/assertions/schema.ts";
import { checkConfiguration } from "../../src/configuration/schema.ts";
import { costs } from "../runs.ts";

// Test accuracies 0.80, 0.84, 0.88 and 0.90, 0.92, 0.97; a single failed trial; one that diverged beside one that did not.
const results = resultsOf([
  completedTrial("constant", 1, 0.9, 0.8),
  completedTrial("constant", 2, 0.9, 0.84),
  completedTrial("constant", 3, 0.9, 0.88),
  completedTrial("cosine", 1, 0.9, 0.9),
  completedTrial("cosine", 2, 0.9, 0.92),
  completedTrial("cosine", 3, 0.97, 0.97),
  failedTrial("step", 1),
  divergedTrial("linear", 1),
  completedTrial("linear", 2, 0.9, 0.9),
]);

const check = (assertions: Assertions, of: Results = results) => {
  const analysis = analyse(of);
  return checkAssertions(assertions, measure(of, analysis, costs({ seed: 1 })), analysis.rules);
};

describe("a value is held against its bounds", () => {
  test.each<[string, Assertions[string], number | null, boolean]>([
    ["mnist/cosine:testAccuracy", ["error", { min: 0.93 }], 0.93, true],
    ["mnist/cosine:testAccuracy", ["error", { min: 0.931 }], 0.93, false],
    ["mnist/cosine:testAccuracy", ["error", { max: 0.92, aggregation: "median" }], 0.92, true],
    ["mnist/cosine:testAccuracy", ["error", { min: 0.9, aggregation: "worst" }], 0.9, true],
    ["mnist/cosine:testAccuracy", ["error", { min: 0.97, aggregation: "best" }], 0.97, true],
    ["mnist/cosine:trainingAccuracy", ["error", { max: 0.95, aggregation: "best" }], 0.97, false],
    ["mnist/cosine:validationLoss", ["error", { max: 0.5, aggregation: "worst" }], 0.5, true],
    ["mnist/cosine:testAccuracy", ["error", { minRatioToBaseline: 1.1 }], 0.93 / 0.84, true],
    ["mnist/cosine:testAccuracy", ["error", { maxRatioToBaseline: 1.1 }], 0.93 / 0.84, false],
    ["mnist/cosine:targetMet", ["error", { min: 0.6 }], 2 / 3, true],
    ["mnist/cosine:finalLearningRate", ["error", { max: 0.0005 }], 0.005, false],
    // Eight updates an epoch: two of three reach it, after the second epoch.
    ["mnist/cosine:stepsToTarget", ["error", { max: 16 }], 16, true],
    ["mnist/constant:stepsToTarget", ["error", { max: 16 }], Infinity, false],
    ["mnist/cosine:examplesPerSecond", ["error", { minRatioToBaseline: 0.67 }], 1, true],
    ["mnist/cosine:examplesPerSecond", ["warn", { min: 1000 }], 704, false],
    ["mnist/cosine:examplesPerGigaflop", ["error", { min: 50 }], 704 / 12.5, true],
    // A failed trial has no accuracy, a diverged one that of a guess.
    ["mnist/step:testAccuracy", ["error", { min: 0 }], null, false],
    ["mnist/step:failed", ["error", { max: 0 }], 1, false],
    ["mnist/linear:diverged", ["error", { max: 0.5 }], 0.5, true],
    ["mnist/linear:testAccuracy", ["error", { min: 0.1, aggregation: "worst" }], 0.1, true],
    ["mnist/step:stepsToTarget", ["warn", { max: 16 }], null, false],
  ])("%s %j: %d, %s", (name, assertion, value, holds) => {
    const [outcome, ...others] = check({ [name]: assertion });
    expect(others).toEqual([]);
    expect(outcome!.holds).toBe(holds);
    if (value === null || value === Infinity) expect(outcome!.value).toBe(value);
    else expect(outcome!.value).toBeCloseTo(value, 12);
  });

  test("the ends of the interval lie on both sides of the mean, and a single seed has none", () => {
    const [low, high] = ["ciLow", "ciHigh"].map((aggregation) =>
      check({ "mnist/cosine:testAccuracy": ["warn", { min: 0, aggregation } as never] }),
    ) as [ReturnType<typeof check>, ReturnType<typeof check>];
    expect(low[0]!.value).toBeLessThan(0.93);
    expect(high[0]!.value).toBeGreaterThan(0.93);
    const single = resultsOf([completedTrial("cosine", 1, 0.9, 0.9)]);
    const [none] = check(
      { "mnist/cosine:testAccuracy": ["warn", { min: 0.1, aggregation: "ciLow" }] },
      single,
    );
    expect(none).toMatchObject({ value: null, holds: false });
  });

  test("a star is any text; the baseline has no ratio to itself; off is not looked at", () => {
    const subjects = check({
      "*:testAccuracy": ["warn", { minRatioToBaseline: 0.1 }],
      "*/co*:testLoss": ["error", { min: 0, max: 1 }],
      "micro/*:nanoseconds": ["warn", { max: 200 }],
      "kernel/Conv2D:nanoseconds": ["error", { maxRatioToBaseline: 100 }],
      "nothing:testLoss": "off",
      "nobody:testLoss": ["off", { min: 1 }],
    }).map(({ subject, bound }) => `${subject} ${bound}`);
    expect(subjects).toEqual([
      "mnist/cosine minRatioToBaseline",
      "mnist/step minRatioToBaseline",
      "mnist/linear minRatioToBaseline",
      "mnist/constant min",
      "mnist/constant max",
      "mnist/cosine min",
      "mnist/cosine max",
      "micro/constant max",
      "micro/cosine max",
      "kernel/Conv2D maxRatioToBaseline",
    ]);
  });

  test("an assertion about nothing is an error that says what there is", () => {
    const about = { "mnist/cosin:testLoss": ["warn", { max: 1 }] } as const;
    expect(() => check(about)).toThrow(
      "assertions.mnist/cosin:testLoss matches nothing: there are mnist/constant, mnist/cosine,",
    );
    // Without timings there is no speed.
    expect(() =>
      check({ "*:examplesPerSecond": ["warn", { min: 1 }] }, withoutTimings(results)),
    ).toThrow("assertions.*:examplesPerSecond matches nothing");
  });

  test("what failed is named, and by how much", () => {
    const outcomes = check({
      "mnist/c*:testAccuracy": ["error", { min: 0.9, aggregation: "worst" }],
      "mnist/constant:stepsToTarget": ["warn", { max: 16 }],
    });
    expect(outcomes.map(describeOutcome)).toEqual([
      "mnist/constant testAccuracy (worst) is 0.8, must be at least 0.9 (off by 0.1, 11.1 %)",
      "mnist/cosine testAccuracy (worst) is 0.9, at least 0.9",
      "mnist/constant stepsToTarget is never, must be at most 16",
    ]);
    expect(renderAssertions(outcomes)).toContain(
      "## Assertions: 1 failed, 1 to be warned of, 1 hold\n",
    );
  });

  test("a name out of a file of results is text, wherever it is shown", () => {
    const [outcome] = check({ "mnist/constant:testAccuracy": ["error", { min: 0.9 }] });
    const hostile = { ...outcome!, subject: "a|<b>\u001b[2J\n::error::@all" };
    expect(describeOutcome(hostile)).toMatch(/^a\|<b>\uFFFD\[2J ::error::@all testAccuracy is /);
    expect(renderAssertions([hostile])).toContain(
      "| error | a\\|&lt;b&gt;\uFFFD\\[2J ::error::@\u200ball testAccuracy |",
    );
  });
});

describe("assertions of a configuration", () => {
  const refusal = (assertions: unknown, dedicatedMachine?: boolean): string => {
    try {
      checkConfiguration({ assertions, dedicatedMachine }, "file");
      return "";
    } catch (error) {
      return (error as Error).message;
    }
  };

  test.each<[unknown, string]>([
    [{ testAccuracy: "off" }, "assertions.testAccuracy must be named subject:metric"],
    [{ "a:speed": "off" }, "assertions.a:speed must be named subject:metric"],
    [{ "a:failed": "on" }, 'must be "off" or a list of a level and bounds, got "on"'],
    [{ "a:failed": ["fatal", { max: 0 }] }, "must have a level out of off, warn, error"],
    [{ "a:failed": ["warn"] }, "needs bounds after its level, got undefined"],
    [{ "a:failed": ["warn", {}] }, "needs at least one of min, max, minRatioToBaseline"],
    [{ "a:failed": ["warn", { least: 1 }] }, "has least, which is no bound"],
    [{ "a:failed": ["warn", { min: "1" }] }, 'needs a finite number as min, got "1"'],
    [{ "a:failed": ["warn", { min: 2, max: 1 }] }, "has a lower bound above its upper bound"],
    [{ "a:failed": ["warn", { min: 2, aggregation: "mode" }] }, "needs an aggregation out of mean"],
    [{ "a:failed": ["warn", { min: 2 }, 3] }, "must be a list of a level and bounds"],
    [
      { "a:examplesPerSecond": ["error", { min: 2 }] },
      "assertions.a:examplesPerSecond may only warn",
    ],
    [{ "a:nanoseconds": ["error", { max: 2 }] }, "assertions.a:nanoseconds may only warn"],
  ])("%j: %s", (assertions, message) => {
    expect(refusal(assertions)).toContain(message);
    expect(refusal(assertions)).toMatch(/^file: assertions\./);
  });

  test("of what JSON does not know", () => {
    const endless: unknown[] = [];
    endless.push(endless);
    const min = (value: unknown) => refusal({ "a:failed": ["warn", { min: value }] });
    expect(min(() => 1)).toContain("needs a finite number as min, got () => 1");
    expect(min(1n)).toContain("needs a finite number as min, got 1");
    expect(refusal({ "a:failed": endless })).toContain("got [a list]");
  });

  test("may fail a time on a dedicated machine, and a ratio everywhere", () => {
    expect(refusal({ "a:nanoseconds": ["error", { max: 2 }] }, true)).toBe("");
    expect(refusal({ "a:nanoseconds": ["error", { maxRatioToBaseline: 2 }] })).toBe("");
    expect(refusal({ "a:nanoseconds": ["warn", { max: 2 }] })).toBe("");
  });
});
