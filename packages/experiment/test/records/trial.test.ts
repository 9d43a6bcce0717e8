import { expect, test } from "vitest";
import { keyOf } from "../../src/records/key.ts";
import { canonicalJson } from "../../src/records/canonicalJson.ts";
import { trialSchema } from "../../src/records/trial.ts";
import { plannedTrial } from "../../src/synthetic/sample.ts";

const { trial } = plannedTrial("cosine", 1);

test.each<[unknown, boolean]>([
  [trial, true],
  [{ ...trial, schedule: { per: "epoch", spec: { kind: "mine" } } }, true],
  [{ ...trial, schedule: { per: "step", spec: {} } }, false],
  [{ ...trial, schedule: { per: "step", spec: null } }, false],
  [{ ...trial, schedule: { per: "step" } }, false],
  [{ ...trial, extra: 1 }, false],
  [{ ...trial, seed: 0 }, false],
])("%j is a trial: %s", (value, expected) => {
  expect(trialSchema.safeParse(value).success).toBe(expected);
});

test("the key is that of the content, whatever the order of its fields", () => {
  const reversed = Object.fromEntries(Object.entries(trial).reverse()) as typeof trial;
  expect(Object.keys(reversed)).not.toEqual(Object.keys(trial));
  expect(keyOf(reversed)).toBe(keyOf(trial));
  expect(keyOf({ ...trial, seed: 2 })).not.toBe(keyOf(trial));
  expect(keyOf(trial)).toMatch(/^[0-9a-f]{16}$/);
});

test.each<[unknown, string]>([
  [
    { b: 1, a: { d: [2, { z: 1, y: 2 }], c: null } },
    '{"a":{"c":null,"d":[2,{"y":2,"z":1}]},"b":1}',
  ],
  [[], "[]"],
  ["é", '"é"'],
])("canonical JSON of %j", (value, text) => {
  expect(canonicalJson(value)).toBe(text);
});
