import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { registerTrainingKernels, type RegisteredKernels } from "../src/index.ts";
import { builds, memory, on, tf, wasmBackend } from "./tensorflow.ts";

describe.each(builds)("the %s build", (build) => {
  let registered: RegisteredKernels;
  beforeAll(() => {
    registered = registerTrainingKernels(tf, { build });
  });
  afterAll(() => registered.unregister());

  test("a clone shares the data and outlives the original", async () => {
    const before = await memory();
    const original = tf.tensor2d([1, 2, 3, 4], [2, 2]);
    const ids = wasmBackend().numDataIds();
    const copy = original.clone();
    expect(wasmBackend().numDataIds()).toBe(ids);
    expect([copy.shape, copy.dtype]).toEqual([[2, 2], "float32"]);
    original.dispose();
    expect([...copy.dataSync()]).toEqual([1, 2, 3, 4]);
    copy.dispose();
    expect(await memory()).toEqual(before);
  });

  test("a variable assigned from a clone keeps its values when the clone is gone", async () => {
    const before = await memory();
    const source = tf.tensor1d([1, 2]);
    const variable = tf.variable(source);
    const next = tf.tidy(() => tf.add<tf.Tensor1D>(variable, 1).clone());
    variable.assign(next);
    next.dispose();
    expect([...variable.dataSync(), ...source.dataSync()]).toEqual([2, 3, 1, 2]);
    variable.dispose();
    source.dispose();
    expect(await memory()).toEqual(before);
  });

  test("a tensor that moves to another backend takes its clones with it", async () => {
    const { copy, sum } = await on("wasm", () => {
      const x = tf.tensor1d([1, 2, 3]);
      return { copy: x.clone(), sum: tf.add(x, x.clone()) };
    });
    expect([...copy!, ...sum!]).toEqual([1, 2, 3, 2, 4, 6]);

    await tf.setBackend("wasm");
    const original = tf.tensor1d([1, 2, 3]);
    const clone = original.clone();
    await tf.setBackend("cpu");
    expect([...tf.tidy(() => tf.add(original, clone).dataSync())]).toEqual([2, 4, 6]);
    original.dispose();
    expect([...clone.dataSync()]).toEqual([1, 2, 3]);
    clone.dispose();
  });

  test("strings are left to TensorFlow.js", async () => {
    await tf.setBackend("wasm");
    tf.tidy(() => {
      expect(tf.tensor1d(["a", "b"]).clone().arraySync()).toEqual(["a", "b"]);
    });
  });
});
