import {
  coefficient,
  decayFactor,
  flag,
  increasingList,
  name,
  nonNegative,
  nonNegativeInteger,
  nonNegativeList,
  oneOf,
  period,
  positive,
  positiveInteger,
  reductionFactor,
} from "@anneal/core";
import type { Rule } from "@anneal/core";
import { describe, expect, test } from "vitest";

const never = [undefined, null, 1n, Symbol("1"), {}, () => 1, [null], [undefined], [[1]], ["1"]];
const noNumber = [...never, "1", "", true, [], [1], NaN, Infinity, -Infinity];
const tiny = Number.MIN_VALUE;
const huge = Number.MAX_VALUE;

const table: readonly (readonly [string, Rule, string, readonly unknown[], readonly unknown[]])[] =
  [
    [
      "nonNegative",
      nonNegative,
      "a finite number of at least 0",
      [0, -0, tiny, 1, huge],
      [...noNumber, -tiny, -1],
    ],
    [
      "positive",
      positive,
      "a finite number above 0",
      [tiny, 0.5, 1, huge],
      [...noNumber, 0, -0, -1],
    ],
    [
      "period",
      period,
      "a finite number above 0 to repeat",
      [tiny, 0.5, 1, huge],
      [...noNumber, 0, -0, -1],
    ],
    [
      "decayFactor",
      decayFactor,
      "a number above 0 and at most 1",
      [tiny, 0.5, 1],
      [...noNumber, 0, -0.5, 1 + Number.EPSILON],
    ],
    [
      "nonNegativeInteger",
      nonNegativeInteger,
      "an integer of at least 0",
      [0, 1, 2 ** 53 - 1],
      [...noNumber, -1, 0.5, 2 ** 53],
    ],
    [
      "positiveInteger",
      positiveInteger,
      "an integer of at least 1",
      [1, 2, 2 ** 53 - 1],
      [...noNumber, 0, -1, 1.5, 2 ** 53],
    ],
    ["name", name, "a non-empty string", ["a", "val_loss", " "], [...never, "", 1, true, ["a"]]],
    ["flag", flag, "a boolean", [true, false], [...never, "true", 0, 1]],
    [
      "oneOf",
      oneOf("min", "max"),
      'one of "min", "max"',
      ["min", "max"],
      [...never, "", "mi", "toString", 0],
    ],
    [
      "nonNegativeList",
      nonNegativeList,
      "a non-empty array of finite numbers of at least 0",
      [[0], [1, 0, 1]],
      [
        ...never,
        1,
        "1",
        [],
        [1, -1],
        [NaN],
        Object.assign([1], { length: 2 }),
        { 0: 1, length: 1 },
      ],
    ],
    [
      "increasingList",
      increasingList,
      "a non-empty ascending array of finite numbers of at least 0",
      [[1], [0.5, 1, 3], [0, 1], [0], [1, 2, 2]],
      [
        ...never,
        1,
        [],
        [-1],
        Object.assign([1], { length: 2 }),
        [2, 1],
        [1, 2, 1],
        [1, Infinity],
        [1, NaN, 2],
      ],
    ],
  ];

describe.each(table)("%s", (_name, rule, text, good, bad) => {
  test("says what it asks for", () => expect(rule.rule).toBe(text));
  test.each(good.map((value) => [value]))("accepts %j", (value) => {
    expect(rule.accepts(value)).toBe(true);
  });
  test("refuses everything else", () => {
    for (const value of bad) {
      expect([value, rule.accepts(value)]).toEqual([value, false]);
    }
  });
  test("has the type of what it accepts", () => {
    for (const value of good) expect(typeof value).toBe(rule.type ?? "number");
  });
});

test.each([nonNegativeList, increasingList])("$rule: a copy is kept", ({ keep }) => {
  const list = [1, 2];
  const kept = keep!(list);
  expect(kept).toEqual([1, 2]);
  expect(kept).not.toBe(list);
});

test.each([
  [
    reductionFactor,
    [0, 0.5, 1 - 2 ** -53, 1, NaN, "0.5"],
    [false, true, true, false, false, false],
  ],
  [coefficient, [-0.1, 0, 0.999, 1, Infinity, null], [false, true, true, false, false, false]],
])("a share below 1: %#", ({ accepts }, values, accepted) => {
  expect(values.map(accepts)).toEqual(accepted);
});
