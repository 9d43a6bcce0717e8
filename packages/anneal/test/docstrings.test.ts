import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import * as anneal from "../src/index.ts";

describe.each([
  "core",
  "step",
  "exponential",
  "polynomial",
  "cosine",
  "cyclic",
  "transformer",
  "warmup",
  "plateau",
  "compat",
  "import",
  "anneal",
])("what the comments of %s claim is so", async (folder) => {
  const sources = fileURLToPath(new URL(`../../${folder}/src`, import.meta.url));
  const own = (await import(`${sources}/index.ts`)) as object;

  test.each(examplesOf(sources))("%s", async (...example) => {
    await runExample(example, { ...anneal, ...own, expect });
  });
});
