import { kinds, parse } from "anneal";
import { describe, expect, test } from "vitest";
import {
  beginning,
  curveBeginning,
  curveKinds,
  packageOf,
  scheduleKinds,
} from "../src/model/catalogue.ts";
import { fieldsOf } from "../src/model/fields.ts";

const names = Object.values(scheduleKinds).flat();

test("every kind of anneal has a form, but for those that take a function", () => {
  const all = [...names, ...curveKinds, "map", "vary"].sort();
  expect(all).toEqual(kinds.map(({ kind }) => kind).sort());
});

describe.each(names)("%s", (kind) => {
  test("begins as a schedule of a thousand updates", () => {
    const { spec } = parse(beginning(kind));
    expect(spec.kind).toBe(kind);
  });

  test("begins with every option that it requires, and with none that is unknown", () => {
    const given = Object.keys(beginning(kind)).filter((name) => name !== "kind");
    const fields = fieldsOf(kind);
    const required = fields.filter((field) => field.required).map(({ name }) => name);
    expect(given).toEqual(expect.arrayContaining(required));
    expect(fields.map(({ name }) => name)).toEqual(expect.arrayContaining(given));
  });

  test("asks for everything in a way that its rule is known to have", () => {
    for (const field of fieldsOf(kind)) {
      // Lists of objects are the ones for which there is no input of their own.
      if (field.input === "json") expect(["cycles", "points", "scale"]).toContain(field.name);
      if (field.input === "words") expect(field.words?.every(field.accepts)).toBe(true);
    }
  });
});

test.each(curveKinds)("the curve %s is one that a ramp takes", (kind) => {
  const spec = { kind: "ramp", from: 1, to: 0.5, steps: 10, curve: curveBeginning(kind) };
  expect((parse(spec) as (step: number) => number)(5)).toBeGreaterThan(0.4);
});

test.each([
  ["cosine", "@anneal/cosine"],
  ["plateau", "@anneal/plateau"],
  ["scale", "@anneal/core"],
  ["cosineCurve", "@anneal/core"],
])("%s is published by %s", (kind, name) => {
  expect(packageOf(kind)).toBe(name);
});

test("options that are required come first, and what has a default tells it", () => {
  expect(
    fieldsOf("warmup").map(({ name, input, required, fallback }) => [
      name,
      input,
      required,
      fallback,
    ]),
  ).toEqual([
    ["schedule", "schedule", true, undefined],
    ["steps", "number", true, undefined],
    ["from", "number", false, 0],
    ["curve", "curve", false, { kind: "linearCurve" }],
    ["first", "words", false, "step"],
    ["mode", "words", false, "prefix"],
  ]);
});
