import { childOf, constant, isReactive, ramp } from "@anneal/core";
import {
  composition,
  compositionKinds,
  duration,
  learningRate,
  metric,
  metrics,
  observations,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

const sample = <T>(arbitrary: fc.Arbitrary<T>): T[] =>
  fc.sample(arbitrary, { numRuns: 500, seed: 1 });

test("learningRate, duration and step are what a schedule takes, edges included", () => {
  const rates = sample(learningRate());
  expect(rates.every((value) => value >= 0 && value <= 10)).toBe(true);
  expect(rates).toContain(0);
  const durations = sample(duration());
  expect(durations.every((value) => value >= 0.1 && value <= 50)).toBe(true);
  expect(durations.some((value) => !Number.isInteger(value))).toBe(true);
  const steps = sample(step());
  expect(steps.every((value) => value >= 0)).toBe(true);
  expect(steps).toContain(2 ** 53);
});

test("metrics are numbers of every sort, and some of the watched ones are there", () => {
  const values = sample(metric());
  for (const value of [Infinity, -Infinity]) expect(values).toContain(value);
  expect(values.some(Number.isNaN)).toBe(true);
  expect(values.some((value) => value < 0)).toBe(true);
  for (const seen of sample(metrics(["loss", "error"]))) {
    expect("loss" in seen || "error" in seen).toBe(true);
  }
});

test("observations never go back, and come twice at times", () => {
  const lists = sample(observations(["loss"])).map((list) => list.map((seen) => seen.step));
  for (const steps of lists) expect(steps).toEqual([...steps].sort((a, b) => a - b));
  expect(lists.some((steps) => new Set(steps).size < steps.length)).toBe(true);
});

test("composition uses every combinator, down to its depth and no deeper", () => {
  const leaves = [fc.constant(constant(1)), fc.constant(ramp({ from: 1, to: 0, steps: 2 }))];
  const specs = sample(composition({ depth: 2, leaves })).map(({ spec }) => JSON.stringify(spec));
  for (const { kind } of compositionKinds) {
    expect(specs.some((spec) => spec.includes(`{"kind":"${kind}"`))).toBe(true);
  }
  const depthOf = (value: unknown): number =>
    typeof value === "object" && value !== null
      ? Math.max(0, ...Object.values(value).map(depthOf)) +
        ("kind" in value && !["linearCurve", "testing/dampened"].includes(value.kind as string)
          ? 1
          : 0)
      : 0;
  expect(Math.max(...specs.map((spec) => depthOf(JSON.parse(spec))))).toBe(3);
  const flat = sample(composition({ depth: 0, leaves }));
  expect(flat.every((schedule) => !isReactive(schedule) && schedule(5) < 2)).toBe(true);
});

test("a composition that fails is printed as its spec", () => {
  const reactive = {
    ...{ spec: { kind: "mine" }, end: 0, monitors: ["loss"], initial: null },
    at: () => 1,
    observe: (state: unknown) => state,
    toJSON: () => ({ kind: "mine" }),
    node: childOf(1),
  };
  const printed = (leaf: fc.Arbitrary<number | typeof reactive>): string[] =>
    fc.sample(composition({ depth: 0, leaves: [leaf] }), 2).map((made) => fc.stringify(made));
  expect(printed(fc.constant(0.5))).toEqual(Array(2).fill('{"kind":"constant","value":0.5}'));
  expect(printed(fc.constant(reactive))).toEqual(Array(2).fill('reactive {"kind":"mine"}'));
});
