import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import { describeOptionsOfExports } from "../src/index.ts";

/** A package as a user's own: a function with options, and a version. */
const exports = {
  run: (from: number, options: Readonly<Record<string, unknown>>): number => {
    const unknown = Object.keys(options).find((option) => option !== "from");
    if (unknown !== undefined) throw new TypeError(`run: ${unknown} is no option`);
    return from;
  },
  version: () => "1.0.0",
};

const examples = examplesOf(fileURLToPath(new URL("../src", import.meta.url)));

// It declares tests of its own.
describe.each(examples)("what the comment of %s claims is so", async (...example) => {
  await runExample(example, { describeOptionsOfExports, exports });
});

test("each of the comments declares tests", () => {
  expect(examples).toHaveLength(1);
});
