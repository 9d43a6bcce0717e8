import { describe, expect, test } from "vitest";
import { planSchema } from "../../src/records/plan.ts";
import { resultsSchema } from "../../src/records/results.ts";
import type { Results } from "../../src/records/results.ts";
import { syntheticResults } from "../../src/synthetic/synthetic.ts";
import { words } from "../../src/task/rule.ts";
import { makePlan } from "../../src/training/plan.ts";

const given = syntheticResults({ schedules: ["constant", "cosine"], seeds: 2, epochs: 2 });
const planned = given.trials.map(({ key, trial }) => ({ key, trial }));
type Facts = Results["protocol"]["task"];
const withFacts = (changes: Partial<Facts>): Results => ({
  ...given,
  protocol: { ...given.protocol, task: { ...given.protocol.task, ...changes } },
});
const problemOf = (schema: typeof resultsSchema | typeof planSchema, value: unknown) =>
  schema.safeParse(value).error?.issues.map(({ path, message }) => [path.join("."), message]);

const unknown: readonly (readonly [string, Partial<Facts>, readonly [string, string]])[] = [
  [
    "a primary metric",
    { primary: { metric: "regret", margin: 0 } },
    ["primary.metric", 'must be a metric of the task, got "regret"'],
  ],
  [
    "a bound",
    { target: [{ measure: "accuracy", above: 0.8 }] },
    ["target", 'must be a measure of the task, got "accuracy"'],
  ],
  [
    "a value after a divergence",
    { diverged: { as: "a guess", values: { accuracy: 0.1, regret: 1 } } },
    ["diverged.values", 'must be a metric of the task, got "regret"'],
  ],
  [
    "a figure of somebody else's",
    { elsewhere: [{ name: "b", source: "c", figures: { testAccuracy: 0.9, testRegret: 1 } }] },
    ["elsewhere", 'must be a measure of the task, got "testRegret"'],
  ],
];

describe("a file that says something of a metric that its task has not", () => {
  test.each(unknown)("%s", (_, changes, [path, message]) => {
    const results = withFacts(changes);
    expect(problemOf(resultsSchema, results)).toEqual([[`protocol.task.${path}`, message]]);
    const plan = makePlan("evaluation", given.settings, results.protocol.task, planned);
    expect(problemOf(planSchema, plan)).toEqual([[`task.${path}`, message]]);
  });

  test("a figure of a schedule", () => {
    const [first, ...rest] = given.summary;
    const summary = [{ ...first!, figures: { ...first!.figures, testRegret: null } }, ...rest];
    expect(problemOf(resultsSchema, { ...given, summary })).toEqual([
      ["summary.figures", 'must be a measure of the task, got "testRegret"'],
    ]);
    expect(problemOf(resultsSchema, given)).toBeUndefined();
  });
});

test.each(["", "%", "m²", "€/m³", "km per hour", "µg · l⁻¹", "x".repeat(40)])(
  "%j can stand in the middle of a sentence",
  (text) => {
    expect(words.safeParse(text).success).toBe(true);
  },
);

test.each([
  ...("<>|`[]\\@:*_~#!\n\t\u001b\u009b\u202e\u2028\u2029".match(/./gsu) ?? []),
  "x".repeat(41),
])("%j cannot", (text) => {
  expect(words.safeParse(text).success).toBe(false);
});
