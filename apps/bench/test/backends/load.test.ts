import { expect, test } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";

test("auto is WebAssembly where tfjs-node is not installed, with the kernels that training needs", async () => {
  const { name, version, kernels, warnings, tf } = await loadBackend("auto");
  expect(kernels).toMatch(/^@anneal\/wasm-training \d+\.\d+\.\d+ simd$/);
  expect([name, version, warnings]).toEqual(["wasm", "4.22.0", []]);
  expect(tf.getBackend()).toBe("wasm");
  expect(tf.getKernel("Conv2DBackpropFilter", "wasm")).toBeDefined();
});

test("cpu warns how slow it is, and stays silent otherwise", async () => {
  const { name, version, warnings, tf } = await loadBackend("cpu");
  expect([name, version]).toEqual(["cpu", "4.22.0"]);
  expect(warnings).toEqual([expect.stringContaining("more than a second for one batch")]);
  expect(await tf.add(1, 2).data()).toEqual(Float32Array.of(3));
});

test("tfjs-node that is not installed is an error of usage with the command that installs it", async () => {
  await expect(loadBackend("tfjs-node")).rejects.toMatchObject({
    kind: "usage",
    message:
      "backend tfjs-node is not installed: npm install @tensorflow/tfjs-node, or anneal-bench doctor --install-native",
  });
});
