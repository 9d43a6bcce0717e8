import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import * as tf from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { expect, test } from "vitest";
import { examplesOf, runExample } from "../../../tools/docstrings.ts";
import * as own from "../src/index.ts";

const require = createRequire(import.meta.url);
const dist = join(dirname(require.resolve("@tensorflow/tfjs-backend-wasm/package.json")), "dist");

test.each(examplesOf(fileURLToPath(new URL("../src", import.meta.url))))(
  "what the comment of %s claims is so",
  async (place, code) => {
    // The folder of a page is one of this machine.
    const here = code.replaceAll("/wasm/", `${dist}/`);
    await runExample([place, here], { tf, wasm, ...own, expect });
  },
);
