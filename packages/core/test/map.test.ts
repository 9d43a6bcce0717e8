import { constant, linearCurve, map, mapping, parse, ramp, scale } from "@anneal/core";
import type { Composable, Schedule } from "@anneal/core";
import {
  composition,
  describeErrors,
  describeReactive,
  describeSchedule,
  step,
} from "@anneal/testing";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scheduleCase } from "./combinators.ts";
import { pureLeaves } from "./compositions.ts";
import { halving } from "./halving.ts";

const falling = ramp({ from: 1, to: 0, steps: 4 });
const squared = mapping("test/squared", (value) => value * value);

test.each([
  [0, 1],
  [1, 0.5625],
  [2, 0.25],
  [4, 0],
  [5, 0],
])("applies the function to the value: %d → %d", (at, value) => {
  expect(map((rate) => rate * rate, falling)(at)).toBe(value);
  expect(map(squared, falling)(at)).toBe(value);
});

test("hands the function the value alone", () => {
  const seen: unknown[][] = [];
  map((...values: unknown[]) => {
    seen.push(values);
    return 1;
  }, falling)(2);
  expect(seen).toEqual([[0.5]]);
});

test("with the identity it is the schedule", () => {
  fc.assert(
    fc.property(composition({ depth: 2, leaves: pureLeaves }), step(), (inner, at) => {
      const schedule = inner as Schedule;
      expect(map((value) => value, schedule)(at)).toBe(schedule(at));
      expect(map((value) => value, schedule).end).toBe(schedule.end);
    }),
  );
});

test("two functions are one after the other", () => {
  const both = map((value) => value / 2, map(squared, falling));
  expect(both(1)).toBe(0.28125);
});

test("has a JSON form when the function has a name", () => {
  const schedule = map(squared, falling);
  expect(schedule.spec["fn"]).toEqual({ kind: "test/squared" });
  const again = parse(schedule.spec, [map, squared, ramp, linearCurve]) as Schedule;
  expect(again(1)).toBe(0.5625);
  expect(again.spec).toEqual(schedule.spec);
});

test("has none when it has not", () => {
  const schedule = map((value) => value, falling);
  const failure = new TypeError(
    "@anneal/core: map: a function of your own has no JSON form; name it with mapping",
  );
  expect(() => schedule.spec).toThrow(failure);
  expect(() => JSON.stringify(schedule)).toThrow(failure);
});

test("refuses a value that is no learning rate", () => {
  expect(() => map((value) => value - 1, falling)(2)).toThrow(
    new RangeError(
      "@anneal/core: map: value at step 2 must be a finite number of at least 0, got -0.5",
    ),
  );
});

describe("parse", () => {
  test.each<readonly [string, unknown, string]>([
    [
      "an unknown function",
      { kind: "map", fn: { kind: "test/cubed" }, schedule: 1 },
      "parse: spec.fn.kind must be one of map, test/squared, constant",
    ],
    [
      "a function with options",
      { kind: "map", fn: { kind: "test/squared", by: 2 }, schedule: 1 },
      "parse: spec.fn.by must be left out, test/squared has no options",
    ],
    [
      "a schedule in the place of a function",
      { kind: "map", fn: { kind: "constant", value: 1 }, schedule: 1 },
      "map(fn, schedule): fn must be a function of a number, or one named by mapping, got (function) (at spec)",
    ],
    [
      "a function in the place of a schedule",
      { kind: "test/squared" },
      'parse: spec must be a schedule, got the mapping "test/squared"',
    ],
    [
      "a function in the place of a curve",
      { kind: "ramp", from: 1, to: 0, steps: 1, curve: { kind: "test/squared" } },
      "ramp: curve must be a curve, such as cosineCurve, got (function)",
    ],
  ])("refuses %s", (_name, spec, message) => {
    expect(() => parse(spec, [map, squared, constant, ramp])).toThrow(message);
  });
});

describe("mapping", () => {
  test("names a function, and leaves the one it is given alone", () => {
    const plain = (value: number): number => value + 1;
    const named = mapping("test/plus", plain);
    expect(named(1)).toBe(2);
    expect(named.kind).toBe("test/plus");
    expect(plain).not.toHaveProperty("kind");
  });

  test.each<readonly [unknown, unknown, typeof RangeError | typeof TypeError, string]>([
    ["", Math.sqrt, RangeError, 'name must be a non-empty string, got ""'],
    [1, Math.sqrt, TypeError, "name must be a non-empty string, got 1"],
    ["x", 2, TypeError, "fn must be a function, got 2"],
    [
      undefined,
      undefined,
      TypeError,
      "name must be a non-empty string, got undefined; fn must be a function, got undefined",
    ],
  ])("refuses %o and %o", (name, fn, Failure, message) => {
    const failure = new Failure(`@anneal/core: mapping(name, fn): ${message}`);
    expect(() => mapping(name as string, fn as () => number)).toThrow(failure);
  });
});

describe("map", () => {
  describeSchedule("pure", () => map(squared, falling), [map, squared, ramp, linearCurve]);
  describeReactive("reactive", () => map(squared, halving({ schedule: falling })), [
    map,
    squared,
    halving,
    ramp,
    linearCurve,
  ]);
  describeErrors(
    "@anneal/core: map(fn, schedule)",
    (options: { fn: (value: number) => number; schedule: Composable }) => map.create!(options),
    { fn: Math.sqrt, schedule: 0.1 },
    {
      fn: {
        rule: "a function of a number, or one named by mapping",
        type: "function",
        outOfRange: [falling, linearCurve, scale],
      },
      schedule: scheduleCase,
    },
  );
});
