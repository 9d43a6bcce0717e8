import { expect, test } from "vitest";
import { meant } from "../../src/configuration/meant.ts";

test.each<[string, readonly string[], string]>([
  ["cosin", ["step", "cosine"], "cosin (did you mean cosine?)"],
  ["batch-size", ["batchSize"], "batch-size (did you mean batchSize?)"],
  ["nope", ["step", "cosine"], "nope"],
  ["", ["step"], ""],
])("%j among %j is %j", (word, known, expected) => {
  expect(meant(word, known)).toBe(expected);
});
