import { afterEach, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, tf } from "./tensorflow.ts";
import { expectedBits, trainedBits } from "./trainedBits.ts";

let registered: RegisteredKernels | undefined;
afterEach(() => {
  registered?.unregister();
  registered = undefined;
});

async function bits(build?: "relaxed" | "plain"): Promise<string> {
  registered = registerTrainingKernels(tf, { build });
  await tf.setBackend("wasm");
  return trainedBits(tf);
}

// test/browser/browser.test.ts expects the same of Chromium.
test("a training has the same bits on every machine", async () => {
  expect(await bits()).toBe(expectedBits);
});

test("the digest tells builds apart that round otherwise", async () => {
  expect(await bits("plain")).not.toBe(expectedBits);
});

test.skipIf(!builds.includes("relaxed"))("as it does relaxed", async () => {
  expect(await bits("relaxed")).not.toBe(expectedBits);
});
