import { describe, expect, test } from "vitest";
import {
  escapeMarkdown,
  forTerminal,
  inOneLine,
  printable,
  withPrintableTexts,
} from "../../src/wording/printable.ts";

test.each([
  ["a\tb\r\nc é 😀", "a\tb\r\nc é 😀"],
  ["\u0000\u001b[2J\u007f\u009b", "\ufffd\ufffd[2J\ufffd\ufffd"],
  ["half \ud800 of one", "half \ufffd of one"],
  ["\u2028\u2029\u202a\u202e\u2066\u2069", "\ufffd".repeat(6)],
  ["\u2027\u202f\u2065\u206a", "\u2027\u202f\u2065\u206a"],
])("%j is printed %j", (text, expected) => {
  expect(printable(text)).toBe(expected);
});

test.each([
  ["cosine", "cosine"],
  ["a\u001b[31mb\u0007c", "a\uFFFD[31mb\uFFFDc"],
  ["a\r\n::error::b\tc", "a ::error::b c"],
])("%j is %j in one line", (text, shown) => {
  expect(inOneLine(text)).toBe(shown);
});

test.each([
  ["one: two\nthree::four", "one: two\nthree::four"],
  ["::error::a", ": :error::a"],
  ["a\n \t::error::b\r::debug::c", "a\n \t: :error::b\r: :debug::c"],
  [":::x", ": ::x"],
  ["a ##[error]b ##[group]", "a ## [error]b ## [group]"],
  ["\u001b::x", "\ufffd::x"],
])("%j is %j on a terminal, where nothing is a command", (text, shown) => {
  expect(forTerminal(text)).toBe(shown);
});

describe("in JSON", () => {
  test("every text and every name is on one line, and all else is as it was", () => {
    const value = {
      "a\nb": ["c\u001bd", 1, null, { e: true }],
      error: "two\nlines\u0007",
    };
    expect(withPrintableTexts(value)).toEqual({
      "a b": ["c\ufffdd", 1, null, { e: true }],
      error: "two\nlines\ufffd",
    });
  });
});

test.each([
  ["plain words 1.5", "plain words 1.5"],
  ["a|b", "a\\|b"],
  ["<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"],
  ["[x](http://y)", "\\[x\\]\\(http:\u200b//y\\)"],
  ["@someone #1", "@\u200bsomeone \\#1"],
  ["two\nlines", "two lines"],
  ["`code` *bold* _it_ ~~gone~~", "\\`code\\` \\*bold\\* \\_it\\_ \\~\\~gone\\~\\~"],
  ["back\\slash", "back\\\\slash"],
])("%j is written %j in Markdown", (text, expected) => {
  expect(escapeMarkdown(text)).toBe(expected);
});
