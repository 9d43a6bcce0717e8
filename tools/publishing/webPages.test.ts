import { join } from "node:path";
import { expect, test } from "vitest";
import { fileOf, pageOf } from "./webPages.ts";

const folderOf = (name: string): string | undefined =>
  name === "anneal" ? join(import.meta.dirname, "../../packages/anneal") : undefined;
const network = "https://cdn.jsdelivr.net/npm/";

test.each([
  ["anneal", "packages/anneal/dist/index.global.js"],
  ["anneal@1.2.3", "packages/anneal/dist/index.global.js"],
  ["anneal/dist/index.js", "packages/anneal/dist/index.js"],
  ["@tensorflow/tfjs@4.22.0", "node_modules/@tensorflow/tfjs/dist/tf.min.js"],
  ["@tensorflow/tfjs@4.22.0/dist/", "node_modules/@tensorflow/tfjs/dist/"],
])("the network sends for %s the file %s", (address, file) => {
  expect(fileOf(`${network}${address}`, folderOf)).toBe(join(import.meta.dirname, "../..", file));
});

test("a script checks what its comments claim, and says when it is over", () => {
  const code = `<script src="x"></script>
<script type="importmap">{ "imports": {} }</script>
<script>
  half(1); // => 0.5
</script>
`;
  expect(pageOf({ language: "html", code, line: 1 })).toBe(
    `<!doctype html><meta charset="utf-8"><script src="x"></script>
<script type="importmap">{ "imports": {} }</script>
<script>
claim.equal(  half(1), 0.5);
claim.over();</script>
`,
  );
});
