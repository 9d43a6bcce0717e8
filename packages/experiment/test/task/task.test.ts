import { describe, expect, test } from "vitest";
import { BenchmarkError } from "../../src/errors.ts";
import { factsOf } from "../../src/task/factsOf.ts";
import { referenceFacts, referenceTask } from "../../src/task/reference.ts";
import { meant, shown } from "../../src/task/rule.ts";
import { limitOf } from "../../src/task/target.ts";
import { checkTask } from "../../src/task/checkTask.ts";
import { metricsOf } from "../../src/task/metricsOf.ts";
import { defineTask } from "../../src/task/task.ts";
import type { Task } from "../../src/task/task.ts";

const network = () => ({}) as never;
const data = () => ({}) as never;
const fit = { network, data, loss: "meanSquaredError" };
const loop = {
  metrics: [{ name: "regret", better: "lower" as const }],
  train: () => Promise.resolve(),
};

test("a task is returned as it is, and passes the check", () => {
  const task = defineTask(fit);
  expect(task).toBe(fit);
  expect(checkTask("mine", task)).toMatchObject({ loss: "meanSquaredError" });
  expect(() => checkTask("mine", { ...fit, loss: { out: "meanSquaredError" } })).not.toThrow();
  expect(() => checkTask("mine", { ...loop, stepsPerEpoch: () => 2 })).not.toThrow();
  expect(() => checkTask("mine", { ...loop, stepsPerEpoch: 2 })).not.toThrow();
  expect(checkTask("mine", loop)).toMatchObject({ metrics: loop.metrics });
  const mnist = referenceTask("mnist", () => Promise.reject(new Error("never")));
  expect(() => checkTask("mnist", mnist)).not.toThrow();
});

describe("what is wrong with a task is one error that names it and the option", () => {
  const endless: unknown[] = [];
  endless.push(endless);

  test.each<[string, unknown, string]>([
    ["nothing", null, "task mine: it must be an object, see defineTask"],
    ["a list", [], "task mine: it must be an object, see defineTask"],
    [
      "both depths",
      { ...fit, ...loop },
      "task mine: it has train, a loop of its own, so that it cannot have network, data, loss as well",
    ],
    [
      "no loss",
      { network, data },
      "task mine: loss must be the name of a loss, a function, or a record of them by output, got undefined",
    ],
    [
      "a record of losses with none in it",
      { ...fit, loss: {} },
      "task mine: loss must be the name of a loss, a function, or a record of them by output, got an object",
    ],
    [
      "a number for a loss",
      { ...fit, loss: 3 },
      "task mine: loss must be the name of a loss, a function, or a record of them by output, got 3",
    ],
    [
      "a record of numbers for losses",
      { ...fit, loss: { out: 3 } },
      "task mine: loss must be the name of a loss, a function, or a record of them by output, got an object",
    ],
    [
      "a network that is no function",
      { ...fit, network: "dense" },
      'task mine: network must be a function that gives a network, got "dense"',
    ],
    [
      "a misspelt option",
      { ...fit, optimiser: network },
      "task mine: optimiser (did you mean optimizer?) is no option; the options are title, example,",
    ],
    ["a list in itself", { ...fit, metrics: endless }, ", got [a list]"],
    [
      "a list without bound",
      { ...fit, metrics: Array<number>(1_000_000).fill(1) },
      `, got [${"1, ".repeat(98)}1]`,
    ],
    [
      "a text without bound",
      { ...fit, primary: { metric: "a".repeat(100_000) } },
      `task mine: primary.metric must be one of loss, got ${"a".repeat(99)}`,
    ],
    [
      "an unknown metric",
      { ...fit, metrics: ["acuracy"] },
      'task mine: metrics must be a list of metrics, each accuracy, binaryAccuracy, categoricalAccuracy, sparseCategoricalAccuracy, precision, recall, binaryCrossentropy, categoricalCrossentropy, sparseCategoricalCrossentropy, crossentropy, meanSquaredError, meanAbsoluteError, meanAbsolutePercentageError, loss, r2Score or { name, better: "higher" or "lower", unit?, metric?, output? } with a unit of at most 40 characters, none of them markup, got ["acuracy"]',
    ],
    [
      "a unit with markup",
      { ...fit, metrics: [{ name: "regret", better: "lower", unit: "<b>m</b>" }] },
      "task mine: metrics must be a list",
    ],
    [
      "an example with two lines",
      { ...fit, example: "image\n::error::" },
      'task mine: example must be a text of 1 to 40 characters, none of them markup, got "image\\n::error::"',
    ],
    [
      "an example without a name",
      { ...fit, example: "" },
      'task mine: example must be a text of 1 to 40 characters, none of them markup, got ""',
    ],
    [
      "a metric without a direction",
      { ...fit, metrics: [{ name: "regret" }] },
      "task mine: metrics must be a list",
    ],
    [
      "a metric that cannot be computed",
      { ...fit, metrics: [{ name: "regret", better: "lower", metric: 3 }] },
      "task mine: metrics must be a list",
    ],
    [
      "a metric of an output without a name",
      { ...fit, metrics: [{ name: "regret", better: "lower", output: 0 }] },
      "task mine: metrics must be a list",
    ],
    ["no metrics", { ...loop, metrics: [] }, "task mine: metrics must be a list"],
    [
      "two metrics of one name",
      { ...fit, metrics: ["accuracy", "accuracy"] },
      "task mine: metrics has two of one name",
    ],
    [
      "another primary metric",
      { ...fit, primary: { metric: "accuracy" } },
      "task mine: primary.metric must be one of loss, got accuracy",
    ],
    [
      "a margin below 0",
      { ...fit, primary: { metric: "loss", margin: -1 } },
      "task mine: primary.margin must be at least 0, got -1",
    ],
    [
      "a value for a metric that it has not",
      { ...fit, diverged: { as: "a guess", values: { accuracy: 0.1 } } },
      "task mine: diverged.values.accuracy is of no metric: the metrics are loss",
    ],
    [
      "somebody's training with a measure that it has not",
      { ...fit, elsewhere: [{ name: "step", source: "a book", figures: { testAccuracy: 0.9 } }] },
      "task mine: elsewhere.0.figures.testAccuracy is of no measure: the measures are testLoss, trainingLoss, validationLoss",
    ],
    [
      "a typical value of what is no share",
      { ...fit, typical: 0.9 },
      'task mine: typical is for a primary metric whose unit is "%"',
    ],
    ...[{ 0: "much" }, { 0: NaN }, { out: { 0: 1n } }, 2].map(
      (classWeight): [string, unknown, string] => [
        "weights of classes that are no numbers",
        { ...fit, classWeight },
        "task mine: classWeight must be finite numbers by class, or a record of that by output, got ",
      ],
    ),
    [
      "a validationSplit of 1",
      { ...fit, validationSplit: 1 },
      "task mine: validationSplit must be above 0 and below 1, got 1",
    ],
    [
      "half a step",
      { ...loop, stepsPerEpoch: 0.5 },
      "task mine: stepsPerEpoch must be a whole number of at least 1, or a function that gives it, got 0.5",
    ],
    [
      "no step at all",
      { ...loop, stepsPerEpoch: 0 },
      "task mine: stepsPerEpoch must be a whole number of at least 1, or a function that gives it, got 0",
    ],
    [
      "a target on no measure",
      { ...loop, target: [{ measure: "validationAccuracy", above: 1 }] },
      "task mine: target.0.measure must be one of testRegret, trainingRegret, validationRegret, got validationAccuracy",
    ],
    ["no epochs", { ...loop, epochs: 0 }, "task mine: epochs must be a whole number from 1"],
  ])("%s", (_, value, message) => {
    const attempt = () => checkTask("mine", value);
    expect(attempt).toThrow(BenchmarkError);
    expect(attempt).toThrow(message);
    expect(attempt).toThrow(expect.objectContaining({ kind: "usage" }) as Error);
    expect(attempt).toThrow(/^[^\n]+$/);
  });
});

test.each<[string, Task, readonly string[]]>([
  ["the loss alone", fit, ["loss lower"]],
  [
    "those given, and the loss",
    { ...fit, metrics: ["accuracy"] },
    ["accuracy higher", "loss lower"],
  ],
  [
    "the loss where it is given",
    { ...fit, metrics: ["loss", "accuracy"] },
    ["loss lower", "accuracy higher"],
  ],
  ["those of a loop alone", loop, ["regret lower"]],
  ["the loss of a loop that names none", { train: loop.train }, ["loss lower"]],
  [
    "those given, the primary one with its own direction",
    { ...fit, primary: { metric: "loss", better: "higher" } },
    ["loss higher"],
  ],
])("the metrics of a task are %s", (_, task, expected) => {
  expect(metricsOf(task).map(({ name, better }) => `${name} ${better}`)).toEqual(expected);
});

test("what results keep of a task has a value for everything", () => {
  expect(factsOf("mine", loop, { network: null, optimizer: null })).toEqual({
    title: "mine",
    example: "example",
    network: null,
    optimizer: null,
    metrics: [{ name: "regret", better: "lower", unit: "" }],
    primary: { metric: "regret", margin: 0 },
    typical: null,
    target: [],
    diverged: null,
    published: null,
    elsewhere: [],
    remark: null,
  });
  expect(referenceFacts("fashion-mnist")).toMatchObject({
    title: "Fashion-MNIST",
    example: "image",
    optimizer: "Adam",
    primary: { metric: "accuracy", margin: 0.003 },
    diverged: { as: "a model that guesses", values: { accuracy: 0.1, loss: Math.log(10) } },
  });
});

test("the data of a reference task are as many of the first images as are asked for", async () => {
  const images = (n: number) => ({
    images: new Uint8Array(784 * n).fill(255),
    labels: Uint8Array.from({ length: n }, (_, i) => i),
  });
  const task = referenceTask("mnist", () => Promise.resolve({ train: images(4), test: images(2) }));
  const shapes = async (samples?: number, testSamples?: number) => {
    const { train, test: tested } = await task.data({ samples, testSamples } as never);
    return [train, tested].map(
      (part) => (part as { x: { shape: number[] } } | undefined)?.x.shape[0],
    );
  };
  expect(await shapes()).toEqual([4, 2]);
  expect(await shapes(3, 1)).toEqual([3, 1]);
  expect(await shapes(9, 0)).toEqual([4, undefined]);
});

test("a word that is like none of the names stands alone", () => {
  expect(meant("zzzzzzzz", ["accuracy"])).toBe("zzzzzzzz");
  expect(meant("acuracy", ["accuracy"])).toBe("acuracy (did you mean accuracy?)");
});

test.each<[unknown, string]>([
  ["a", '"a"'],
  [["a", 1], '["a", 1]'],
  [{ a: 1 }, "an object"],
  [() => 1, "a function"],
  [null, "null"],
])("%o is shown as %s", (value, text) => {
  expect(shown(value)).toBe(text);
});

test("a bound has one limit", () => {
  expect(limitOf({ measure: "testLoss", below: 2 })).toBe(2);
  expect(limitOf({ measure: "testLoss", above: 3 })).toBe(3);
});
