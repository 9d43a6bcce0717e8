import { readFileSync, readdirSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { relativeSubjects } from "./sentences.ts";

const root = fileURLToPath(new URL("..", import.meta.url));

/** Folders whose pages are written by somebody else, or out of pages that are read here. */
const foreign =
  /^(\.git|\.nx|\.stryker-tmp|coverage|dist|node_modules|package|platforms|reports)$|^apps\/site\/pages\/(api|docs|kinds|packages)$/;

const pagesBelow = (folder: string): string[] =>
  readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const place = join(folder, entry.name);
    const page = relative(root, place).replaceAll("\\", "/");
    if (entry.isDirectory()) {
      return [entry.name, page].some((name) => foreign.test(name)) ? [] : pagesBelow(place);
    }
    return entry.name.endsWith(".md") && entry.name !== "CHANGELOG.md" ? [page] : [];
  });

describe("a sentence whose subject is a relative clause is found", () => {
  test.each([
    ["at the start of a paragraph", "Before.\n\nWhat reacts is a reducer.\n", 3],
    ["after another sentence", "A schedule is a function. What reacts is a reducer.", 1],
    ["across lines", "A schedule is a function. What\nreacts is a reducer.", 1],
    ["in a list", "- a schedule\n- Whoever adds one reads on", 2],
    ["in the second item", "1. One.\n2. Two. Whatever trains has a loop.", 2],
    ["after a word in bold", "**Why.** Whoever reads this is new.", 1],
    ["after a colon", "Remember: What is trained stays.", 1],
  ])("%s", (_where, markdown, line) => {
    expect(relativeSubjects(markdown)).toEqual([
      { text: expect.stringMatching(/^Wh/) as unknown, line },
    ]);
  });

  test.each([
    "What comes after the end?",
    "_What would it have done?_ It would have waited.",
    "---\ntitle: What reacts\n---\n\nA schedule reacts.",
    "## What counts\n\nA schedule counts.",
    "| What it is | a rate |",
    "```text\nWhat reacts is a reducer.\n```",
    "It says what reacts, and who reads.",
  ])("%j has none", (markdown) => {
    expect(relativeSubjects(markdown)).toEqual([]);
  });
});

// CONTRIBUTING.md, "Sentences".
test("the pages have no such sentence", () => {
  const pages = pagesBelow(root);
  expect(pages).toEqual(expect.arrayContaining(["README.md", "docs/cheatsheet.md"]));
  const found = pages.flatMap((page) =>
    relativeSubjects(readFileSync(join(root, page), "utf8")).map(
      ({ text, line }) => `${page}:${String(line)}: ${text}`,
    ),
  );
  expect(found).toEqual([]);
});
