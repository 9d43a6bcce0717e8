import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  escapeMarkdown,
  forTerminal,
  inOneLine,
  printable,
  printableJson,
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
  ["a\n \t::error::b\r::debug::c\r\nd", "a\n \t: :error::b\n: :debug::c\nd"],
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

describe("JSON that is printed", () => {
  test.each([
    ["a\u007fb\u009b1A", '"a\\u007fb\\u009b1A"'],
    ["\u2028::error::\u202e", '"\\u2028::error::\\u202e"'],
    ["\uffff", '"\\uffff"'],
    ["##[error]a###[b]", '"#\\u0023[error]a##\\u0023[b]"'],
    ["\\##[", '"\\\\#\\u0023["'],
    ["é 😀\t\n", '"é 😀\\t\\n"'],
    ["\ud800", '"\\ud800"'],
  ])("of %j is %s, which is read as the same", (text, expected) => {
    expect(printableJson(text)).toBe(expected);
    expect(JSON.parse(expected)).toBe(text);
  });

  test("is that of JSON.stringify where there is nothing to be afraid of", () => {
    const value = { a: [1, "b", null], c: { d: true } };
    expect(printableJson(value)).toBe(JSON.stringify(value, null, 2));
    expect(printableJson(value, 0)).toBe(JSON.stringify(value));
  });

  test("has no character that printable would take away, whatever the text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        const written = printableJson({ [text]: text });
        expect(printable(written)).toBe(written);
        expect(written).not.toContain("##[");
        expect(JSON.parse(written)).toEqual({ [text]: text });
      }),
    );
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
