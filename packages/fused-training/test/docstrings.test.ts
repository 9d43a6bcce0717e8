import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import * as own from "../src/index.ts";
import { tf } from "./tensorflow.ts";

test.each(examplesOf(fileURLToPath(new URL("../src", import.meta.url))))(
  "what the comment of %s claims is so",
  async (...example) => {
    await runExample(example, { tf, ...own, expect });
  },
);
