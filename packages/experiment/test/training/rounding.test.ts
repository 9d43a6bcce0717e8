import { fuse } from "@anneal/fused-training";
import { expect, test } from "vitest";
import { roundingOf } from "../../src/training/index.ts";
import { loadTensorflow } from "../tensorflow.ts";

const tf = await loadTensorflow();

test("a digest is the same each time, another for whole steps, and leaves no tensor", async () => {
  const before = tf.memory().numTensors;
  const layers = await roundingOf({ tf });
  expect(layers).toMatch(/^[0-9a-f]{12}$/);
  expect(await roundingOf({ tf })).toBe(layers);
  const whole = await roundingOf({ tf, fuse: (model) => fuse(tf, model, { engine: "wasm" }) });
  expect(whole).toMatch(/^[0-9a-f]{12}$/);
  expect(whole).not.toBe(layers);
  expect(tf.memory().numTensors).toBe(before);
});

test("plain JavaScript is specified to the last bit, and is not measured", async () => {
  await tf.setBackend("cpu");
  expect(await roundingOf({ tf })).toBe("javascript");
});
