import { expect, test } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";
import { registerFusedTraining } from "../../src/native/fused/register.ts";

test("other backends are left alone", async () => {
  const { tf } = await loadBackend("cpu");
  const update = (): unknown =>
    Object.getOwnPropertyDescriptor(tf.AdamOptimizer.prototype, "applyGradients")?.value;
  const before = update();
  expect(registerFusedTraining(tf).parts).toEqual([]);
  expect(update()).toBe(before);
});
