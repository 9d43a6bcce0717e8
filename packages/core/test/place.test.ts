import {
  constant,
  cooldownFrom,
  parse,
  parsePlan,
  plan,
  polynomialCurve,
  product,
  ramp,
  scale,
  sequence,
  vary,
} from "@anneal/core";
import type { Path, Place } from "@anneal/core";
import { describe, expect, test } from "vitest";

const kinds = [
  constant,
  cooldownFrom,
  polynomialCurve,
  product,
  ramp,
  scale,
  sequence,
  vary,
] as const;
const falling = { kind: "ramp", from: 1, to: 0, steps: 10 };

/** The path that the error of a call has. */
const pathOf = (call: () => unknown): Path => {
  try {
    call();
  } catch (error) {
    return ((error as Error).cause as Place).path;
  }
  throw new Error("nothing was thrown");
};

describe("parse tells where", () => {
  test.each<readonly [string, string, Path]>([
    ["an option is out of range", '{"kind":"constant","value":-1}', ["value"]],
    ["an option is missing", '{"kind":"ramp","to":1,"steps":3}', ["from"]],
    ["an option is unknown", '{"kind":"constant","value":1,"x":1}', ["x"]],
    ["an option is unknown, whatever else is wrong", '{"kind":"constant","value":-1,"x":1}', ["x"]],
    ["the first of two is wrong", '{"kind":"ramp","from":-1,"to":1,"steps":-3}', ["from"]],
    [
      "a name is that of the prototype",
      '{"kind":"constant","value":1,"__proto__":{}}',
      ["__proto__"],
    ],
    ["a name has dots", '{"kind":"constant","value":1,"a.b[0]":1}', ["a.b[0]"]],
    [
      "a schedule inside a list inside another is wrong",
      '{"kind":"scale","factor":1,"schedule":{"kind":"product","schedules":[1,{"kind":"constant","value":-1}]}}',
      ["schedule", "schedules", 1, "value"],
    ],
    [
      "a phase before the last has no length",
      '{"kind":"scale","factor":1,"schedule":{"kind":"sequence","phases":[1,2,{"schedule":1,"steps":-1}]}}',
      ["schedule", "phases", 0],
    ],
    [
      "the length of a phase is wrong",
      '{"kind":"sequence","phases":[{"schedule":1,"steps":1},{"schedule":1,"steps":-1}]}',
      ["phases", 1, "steps"],
    ],
    [
      "the schedule of a phase is wrong",
      '{"kind":"sequence","phases":[{"schedule":"x","steps":1}]}',
      ["phases", 0, "schedule"],
    ],
    [
      "a phase has something else",
      '{"kind":"sequence","phases":[{"schedule":1,"steps":1,"x":1}]}',
      ["phases", 0],
    ],
    [
      "a curve is wrong",
      '{"kind":"ramp","from":1,"to":0,"steps":1,"curve":{"kind":"polynomialCurve","power":0}}',
      ["curve", "power"],
    ],
    [
      "what varies is wrong",
      '{"kind":"scale","factor":1,"schedule":{"kind":"vary","factory":"ramp","options":{"from":1,"to":0,"steps":-1}}}',
      ["schedule", "options", "steps"],
    ],
    [
      "a kind is unknown",
      '{"kind":"product","schedules":[1,{"kind":"x"}]}',
      ["schedules", 1, "kind"],
    ],
    [
      "what takes no options has one",
      '{"kind":"ramp","from":1,"to":0,"steps":1,"curve":{"kind":"polynomialCurve","x":1}}',
      ["curve", "x"],
    ],
    [
      "a combination has no values",
      '{"kind":"scale","factor":1,"schedule":{"kind":"vary","factory":"constant","options":{"value":{"kind":"scale","factor":1e308,"schedule":1e308}}}}',
      ["schedule"],
    ],
    ["nothing is a schedule", "3", []],
    ["a curve is no schedule", '{"kind":"polynomialCurve","power":1}', []],
  ])("%s", (_name, text, path) => {
    expect(pathOf(() => parse(JSON.parse(text) as unknown, kinds))).toEqual(path);
  });

  test("JSON cannot hold a value", () => {
    const spec = { kind: "product", schedules: [falling, { ...falling, to: 1n }] };
    expect(pathOf(() => parse(spec, kinds))).toEqual(["schedules", 1, "to"]);
  });

  test("a plan is wrong", () => {
    const spec = { kind: "plan", schedules: { momentum: 0.9, rate: { ...falling, steps: -1 } } };
    expect(pathOf(() => parsePlan(spec, kinds))).toEqual(["schedules", "rate", "steps"]);
    expect(pathOf(() => parsePlan({ kind: "plans", schedules: {} }, kinds))).toEqual(["kind"]);
  });
});

describe("a factory tells which of its own options", () => {
  test.each<readonly [string, () => unknown, Path]>([
    ["of an object", () => ramp({ from: 1, to: -1, steps: 3 }), ["to"]],
    ["of an argument", () => scale(-1, 0.1), ["factor"]],
    ["of a list", () => sequence([0.1, 0.2]), ["phases", 0]],
    ["of a phase", () => sequence([{ schedule: 0.1, steps: NaN }, 1]), ["phases", 0, "steps"]],
    ["of what varies", () => vary(ramp, { from: 1, to: 0, steps: -1 }), ["options", "steps"]],
    ["of a curve", () => polynomialCurve(0), ["power"]],
    ["of a plan", () => plan({}), ["schedules"]],
  ])("%s", (_name, call, path) => {
    expect(pathOf(call)).toEqual(path);
  });
});
