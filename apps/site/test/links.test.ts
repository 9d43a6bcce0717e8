import { expect, test } from "vitest";
import { withLinks, withoutMarkup } from "../tools/links.ts";

const places = new Map([
  ["packages/core/README.md", "/packages/core/"],
  ["docs/cheatsheet.md", "/docs/cheatsheet"],
]);

test.each([
  ["a folder with a README", "[core](../core)", "[core](/packages/core/)"],
  [
    "a document, at an anchor",
    "[x](../../docs/cheatsheet.md#optax)",
    "[x](/docs/cheatsheet#optax)",
  ],
  ["a text that is code", "[`core`](../core)", "[`core`](/packages/core/)"],
  ["a file that is no page", "[train](src/train.ts)", "train (`packages/cosine/src/train.ts`)"],
  ["an address", "[x](https://example.org/a)", "[x](https://example.org/a)"],
  ["an anchor of its own", "[x](#use)", "[x](#use)"],
  ["a picture", "![plot](./plot.svg)", "![plot](./plot.svg)"],
  ["a block with a longer fence", "````md\n[core](../core)\n````", "````md\n[core](../core)\n````"],
  ["a block of code", "```md\n[core](../core)\n```", "```md\n[core](../core)\n```"],
])("a link: %s", (_case, markdown, expected) => {
  expect(withLinks(markdown, "packages/cosine", places)).toBe(expected);
});

test.each([
  ["a tag in text", "an array of <T>", "an array of &lt;T>"],
  ["mustaches in text", "{{ x }}", "&#123;&#123; x }}"],
  ["code stays", "`<T>` and `{{ x }}`", "`<T>` and `{{ x }}`"],
  ["a block stays", "```html\n<p>{{ x }}</p>\n```", "```html\n<p>{{ x }}</p>\n```"],
  ["a block with a longer fence stays", "````py\n{{ x }}\n````\n", "````py\n{{ x }}\n````\n"],
  ["an address stays", "<https://example.org>", "<https://example.org>"],
  ["a comment goes", "<!-- note -->\ntext", "text"],
])("what Vue would read: %s", (_case, markdown, expected) => {
  expect(withoutMarkup(markdown)).toBe(expected);
});
