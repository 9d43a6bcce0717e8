import { expect, test } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";
import { measureKernels } from "../../src/micro/kernels.ts";
import { referenceWork } from "../../src/micro/reference.ts";

test("a kernel slowed threefold takes three times as long, a step as much longer, other kernels do not", async () => {
  const { tf } = await loadBackend("wasm");
  // On a clock that only kernels move, each by its own time: what else runs on the machine has no part in it.
  let now = 0;
  const time: Record<string, number> = {
    Conv2D: 500,
    Conv2DBackpropFilter: 700,
    Conv2DBackpropInput: 600,
    MaxPool: 50,
    MaxPoolGrad: 90,
    BatchMatMul: 40,
    Sum: 10,
  };
  for (const name of Object.keys(time)) {
    const original = tf.getKernel(name, "wasm");
    tf.unregisterKernel(name, "wasm");
    tf.registerKernel({
      ...original,
      kernelFunc: (args) => {
        now += time[name]!;
        return original.kernelFunc(args);
      },
    });
  }
  const tensors = tf.memory().numTensors;
  const measure = async () => {
    const { kernels } = await measureKernels(tf, { rounds: 1, batchSize: 4, clock: () => now });
    return new Map(kernels.map(({ name, nanoseconds }) => [name, nanoseconds / 1000]));
  };
  const before = await measure();
  time["Conv2DBackpropFilter"] = 2100;
  const after = await measure();
  expect(tf.memory().numTensors).toBe(tensors);

  const { "training step": step, ...single } = Object.fromEntries(before);
  expect(single).toEqual({ ...time, Conv2DBackpropFilter: 700 });
  // Two convolutions have a gradient in a step.
  expect(Object.fromEntries(after)).toEqual({
    ...single,
    Conv2DBackpropFilter: 2100,
    "training step": step! + 2 * 1400,
  });
});

test("the costs are processor time, and the reference is among them", async () => {
  const { tf } = await loadBackend("cpu");
  const { reference, kernels } = await measureKernels(tf, { rounds: 1 });
  expect(reference.nanoseconds).toBeGreaterThan(0);
  expect(kernels).toEqual([]);
});

test("the reference stays where the logistic map is", () => {
  const value = referenceWork();
  expect(value).toBeGreaterThan(0);
  expect(value).toBeLessThan(1);
});
