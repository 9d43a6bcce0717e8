import { expect, test } from "vitest";
import { loadBackend } from "../../src/backend.ts";
import { measureKernels } from "../../src/micro/kernels.ts";
import { referenceWork } from "../../src/micro/reference.ts";

test("a kernel slowed threefold takes three times as long relative to the reference, others do not", async () => {
  const { tf } = await loadBackend("wasm");
  const tensors = tf.memory().numTensors;
  const before = await measureKernels(tf, { rounds: 9 });
  const original = tf.getKernel("Conv2DBackpropFilter", "wasm");
  tf.unregisterKernel("Conv2DBackpropFilter", "wasm");
  tf.registerKernel({
    ...original,
    kernelFunc: (args) => {
      for (let extra = 0; extra < 2; extra++) {
        const { dataId } = original.kernelFunc(args) as { dataId: object };
        tf.backend().disposeData(dataId);
      }
      return original.kernelFunc(args);
    },
  });
  const after = await measureKernels(tf, { rounds: 9 });
  expect(tf.memory().numTensors).toBe(tensors);

  expect(before.kernels.map(({ name }) => name)).toEqual([
    "Conv2D",
    "Conv2DBackpropFilter",
    "Conv2DBackpropInput",
    "MaxPool",
    "MaxPoolGrad",
    "BatchMatMul",
    "Sum",
    "training step",
  ]);
  const slowdowns = new Map(
    after.kernels.map(({ name, nanoseconds }, index) => [
      name,
      nanoseconds /
        after.reference.nanoseconds /
        (before.kernels[index]!.nanoseconds / before.reference.nanoseconds),
    ]),
  );
  expect(slowdowns.get("Conv2DBackpropFilter")).toBeGreaterThan(2);
  expect(slowdowns.get("Conv2DBackpropInput")).toBeLessThan(1.5);
});

test("the reference stays where the logistic map is", () => {
  const value = referenceWork();
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(1);
});
