import { describe, expect, test } from "vitest";
import { cell, sentenceOf } from "../tools/kindPage.ts";
import type { Sources } from "../tools/sources.ts";

test("a cell of a table has the items of a list on lines of their own", () => {
  expect(cell("What it means:\n- `a`: one,\n  and more\n- `b`: two | three")).toBe(
    "What it means:<br>• `a`: one, and more<br>• `b`: two \\| three",
  );
});

describe("a list of kinds has of each", () => {
  const of = (text: string): string =>
    sentenceOf("mine", { of: () => ({ text, tags: [] }) } as unknown as Sources);

  test.each([
    ["its first sentence", "Falls by 0.1, then\nrests. Rises again.", "Falls by 0.1, then rests."],
    ["no formula behind it", "Falls.\n\n```text\nlr(t) = 1\n```", "Falls."],
    ["the names of others as code", "As {@link ramp}. More.", "As `ramp`."],
    ["all of a sentence without an end", "Falls", "Falls"],
  ])("%s", (_case, text, expected) => {
    expect(of(text)).toBe(expected);
  });
});
