import {
  constant,
  isReactive,
  linearCurve,
  parse,
  parsePlan,
  plan,
  product,
  ramp,
  scale,
  sequence,
} from "@anneal/core";
import type { Plan } from "@anneal/core";
import { composition, observations } from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { leafKinds, pureLeaves, reactiveLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });
const make = (): Plan<"learningRate" | "momentum" | "weightDecay"> =>
  plan({
    learningRate: halving({ schedule: falling }),
    momentum: 0.9,
    weightDecay: scale(0.5, falling),
  });

test("gives every value on the same clock", () => {
  const both = make();
  expect(both.names).toEqual(["learningRate", "momentum", "weightDecay"]);
  expect(both.at(0)).toEqual({ learningRate: 1, momentum: 0.9, weightDecay: 0.5 });
  expect(both.at(1)).toEqual({ learningRate: 0.75, momentum: 0.9, weightDecay: 0.375 });
  expect(both.end).toBe(4);
  expect(both.monitors).toEqual(["loss"]);
  expect(plan({ a: (step: number) => step, b: 1 }).end).toBe(Infinity);
  expect(plan({ a: halving({ schedule: 1 }), b: halving({ schedule: 2 }) }).monitors).toEqual([
    "loss",
  ]);
});

test("has states by name, which only an observation changes", () => {
  const both = make();
  const { initial } = both;
  expect(initial).toEqual({
    learningRate: { step: null, last: null, scale: 1, inner: null },
    momentum: null,
    weightDecay: null,
  });
  const seen = [1, 2].reduce(
    (states, loss) => both.observe(states, { step: loss, metrics: { loss } }),
    initial,
  );
  expect(both.at(2, seen)).toEqual({ learningRate: 0.25, momentum: 0.9, weightDecay: 0.25 });
  expect(both.at(2, initial)).toEqual({ learningRate: 0.5, momentum: 0.9, weightDecay: 0.25 });
  expect(both.initial).toEqual(make().initial);
});

test("fills what it is given", () => {
  const both = make();
  const target = { learningRate: 0, momentum: 0, weightDecay: 0 };
  expect(both.at(1, both.initial, target)).toBe(target);
  expect(target).toEqual({ learningRate: 0.75, momentum: 0.9, weightDecay: 0.375 });
});

test("keeps the order and the schedules it was given", () => {
  const given: Record<string, number> = { b: 1, a: 2 };
  const kept = plan(given);
  given["c"] = 3;
  given["a"] = 4;
  expect(kept.names).toEqual(["b", "a"]);
  expect(kept.at(0)).toEqual({ b: 1, a: 2 });
});

describe("JSON", () => {
  test("is its kind and the spec of each schedule", () => {
    expect(plan({ learningRate: falling, momentum: 0.9 }).spec).toEqual({
      kind: "plan",
      schedules: { learningRate: falling.spec, momentum: 0.9 },
    });
    const both = make();
    expect(both.spec).toEqual(JSON.parse(JSON.stringify(both)));
    expect(both.spec).not.toBe(both.spec);
    expect(structuredClone(both.spec)).toEqual(both.spec);
  });

  test("builds it back", () => {
    const leaves = [...pureLeaves, ...reactiveLeaves];
    const schedules = fc.dictionary(
      fc.string().filter((name) => name !== "__proto__"),
      composition({ depth: 2, leaves }),
      { minKeys: 1, maxKeys: 4, noNullPrototype: true },
    );
    fc.assert(
      fc.property(schedules, observations(["loss", "error"]), (given, seen) => {
        const first = plan(given);
        const second = parsePlan(JSON.parse(JSON.stringify(first)), leafKinds);
        expect(second.spec).toEqual(first.spec);
        let states = first.initial;
        expect(second.initial).toEqual(states);
        for (const observation of seen) {
          expect(second.at(observation.step, states)).toEqual(first.at(observation.step, states));
          states = first.observe(states, observation);
        }
        for (const name of first.names) {
          const schedule = given[name]!;
          const value = isReactive(schedule) ? schedule.at(7, states[name]) : schedule(7);
          expect(first.at(7, states)[name]).toBe(value);
        }
      }),
      { numRuns: 50 },
    );
  });

  test("refuses a function of your own", () => {
    expect(() => plan({ a: (step: number) => step }).spec).toThrow(
      new TypeError("@anneal/core: a function of your own has no JSON form: define a schedule"),
    );
  });
});

describe("parsePlan refuses", () => {
  const kinds = [constant, linearCurve, product, ramp, scale, sequence];
  const nested = { kind: "plan", schedules: { b: 1 } };

  test.each<readonly [string, unknown, new (text: string) => Error, string]>([
    ["null", null, TypeError, '@anneal/core: parsePlan: spec.kind must be "plan", got undefined'],
    ["undefined", undefined, TypeError, 'spec.kind must be "plan", got undefined'],
    ["a number", 1, TypeError, 'spec.kind must be "plan", got undefined'],
    ["a schedule", constant(1).spec, TypeError, 'spec.kind must be "plan", got "constant"'],
    [
      "a plan around which is a schedule",
      scale(1, 1).spec,
      TypeError,
      'spec.kind must be "plan", got "scale"',
    ],
    ["no schedules", { kind: "plan" }, TypeError, "schedules must be an object"],
    [
      "an empty plan",
      { kind: "plan", schedules: {} },
      RangeError,
      "schedules must be an object with at least one name",
    ],
    [
      "a list",
      { kind: "plan", schedules: [1] },
      RangeError,
      "schedules must be an object with at least one name",
    ],
    [
      "a word",
      { kind: "plan", schedules: { a: "1" } },
      RangeError,
      "schedules must be an object with at least one name",
    ],
    [
      "an unknown option",
      { kind: "plan", schedules: { a: 1 }, more: 1 },
      TypeError,
      'each option must be one of schedules, got "more"',
    ],
    [
      "an unknown kind",
      { kind: "plan", schedules: { a: { kind: "evil" } } },
      TypeError,
      "spec.schedules.a.kind must be one of",
    ],
    [
      "a bad option",
      { kind: "plan", schedules: { a: { kind: "constant", value: -1 } } },
      RangeError,
      "value must be a finite number of at least 0, got -1 (at spec.schedules.a)",
    ],
    [
      "what is no JSON",
      { kind: "plan", schedules: { a: () => 1 } },
      TypeError,
      "spec.schedules.a must be JSON",
    ],
    [
      "a plan in a plan",
      { kind: "plan", schedules: { a: nested } },
      TypeError,
      "schedules must be schedules, not plans",
    ],
    [
      "a plan deep in a plan",
      { kind: "plan", schedules: { a: { kind: "scale", factor: 1, schedule: nested } } },
      TypeError,
      "scale(factor, schedule): schedule must be a schedule, a function of the step, or a finite number of at least 0, got (object)",
    ],
    [
      "the name of the prototype",
      JSON.parse('{"kind":"plan","schedules":{"__proto__":1}}'),
      RangeError,
      "none of them __proto__",
    ],
    [
      "the prototype of a spec",
      Object.create({ kind: "plan", schedules: { a: 1 } }),
      TypeError,
      "spec must be an object with a kind",
    ],
    [
      "endless nesting",
      JSON.parse(`${'{"kind":"plan","schedules":{"a":'.repeat(100)}1${"}}".repeat(100)}`),
      RangeError,
      "is nested deeper than 64",
    ],
  ])("%s", (_name, spec, Failure, message) => {
    expect(() => parsePlan(spec, kinds)).toThrow(Failure);
    expect(() => parsePlan(spec, kinds)).toThrow(message);
  });

  test("and leaves no trace", () => {
    expect(() =>
      parsePlan(JSON.parse('{"kind":"plan","schedules":{"__proto__":{"polluted":1}}}'), kinds),
    ).toThrow(RangeError);
    expect({}).not.toHaveProperty("polluted");
  });

  test("parse does not know plans", () => {
    expect(() => parse(plan({ a: 1 }).spec, kinds)).toThrow('got "plan"');
  });
});

test("a name of every object is a name like others", () => {
  const odd = plan({ toString: 0.1, constructor: 0.2 });
  expect(odd.at(0)).toEqual({ toString: 0.1, constructor: 0.2 });
});

test.each<readonly [string, () => unknown, new (text: string) => Error, string]>([
  [
    "no object",
    () => plan(1 as never),
    TypeError,
    "@anneal/core: plan: schedules must be an object with at least one name, none of them __proto__, each with a schedule, a function of the step, or a finite number of at least 0, got 1",
  ],
  ["no name", () => plan({}), RangeError, "got (object)"],
  ["an item that is no schedule", () => plan({ a: -1 }), RangeError, "got (object)"],
  [
    "a step below 0",
    () => make().at(-1),
    RangeError,
    "@anneal/core: plan: step must be a finite number of at least 0, got -1",
  ],
  [
    "an observation before the first step",
    () => make().observe(make().initial, { step: NaN, metrics: {} }),
    RangeError,
    "@anneal/core: plan: step must be a finite number of at least 0, got NaN",
  ],
  [
    "a value that is none",
    () => plan({ a: () => NaN }).at(3),
    RangeError,
    "function: value at step 3 must be a finite number of at least 0, got NaN",
  ],
])("refuses %s", (_name, call, Failure, message) => {
  expect(call).toThrow(Failure);
  expect(call).toThrow(message);
});

test("its names are a copy", () => {
  const both = plan({ learningRate: 0.1 });
  (both.names as string[]).push("other");
  expect(both.at(0)).toEqual({ learningRate: 0.1 });
});
