import { tmpdir } from "node:os";
import { afterEach, expect, test, vi } from "vitest";
import { loadBackend } from "../../src/backends/load.ts";

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

/** Without the native library that this machine may have. */
const withoutNative = () => vi.stubEnv("XDG_CACHE_HOME", `${tmpdir()}/anneal-nothing`);

const compiled = (tf: Awaited<ReturnType<typeof loadBackend>>["tf"], loss = "meanSquaredError") => {
  const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
  model.compile({ optimizer: "sgd", loss });
  return model;
};

test.each(["auto", "fused"] as const)("%s takes whole steps", async (choice) => {
  const { name, version, kernels, warnings, engine, fuse, tf } = await loadBackend(choice);
  expect({ name, version, kernels, warnings }).toEqual({
    ...{ name: "fused", version: "0.0.0", kernels: "exact", warnings: [] },
  });
  expect(["native", "wasm"]).toContain(engine!.name);
  const { engine: trains, release } = fuse!(compiled(tf));
  expect(trains).toBe(engine!.name);
  release();
  expect(fuse!(compiled(tf, "hinge"))).toMatchObject({
    engine: "layers",
    reason: "the loss is hinge",
  });
});

test("without the native library WebAssembly takes them, unless the library alone was asked for", async () => {
  withoutNative();
  const engine = { name: "wasm", width: 4 };
  for (const choice of ["fused", "fused-wasm"] as const) {
    expect(await loadBackend(choice)).toMatchObject({ name: "fused", engine, warnings: [] });
  }
  await expect(loadBackend("fused-native")).rejects.toMatchObject({
    kind: "usage",
    message: expect.stringMatching(
      /^backend fused-native does not load: (the native library is not here: install |there is no native library for )/,
    ) as string,
  });
});

test("with neither auto says why, and trains layer by layer", async () => {
  withoutNative();
  vi.stubGlobal("WebAssembly", undefined);
  const { name, fuse, engine, warnings } = await loadBackend("auto");
  expect(name).not.toBe("fused");
  expect([fuse, engine]).toEqual([undefined, undefined]);
  expect(warnings[0]).toBe(
    "backend fused does not load: this engine of JavaScript has no WebAssembly with vectors",
  );
});

test("a backend is used again after another one was loaded", async () => {
  const wasm = await loadBackend("wasm");
  const cpu = await loadBackend("cpu");
  expect(cpu.tf.getBackend()).toBe("cpu");
  await wasm.activate();
  expect(wasm.tf.getBackend()).toBe("wasm");
});

test("layers is WebAssembly where tfjs-node is not installed, with the kernels that training needs", async () => {
  const { name, version, kernels, warnings, tf, fuse } = await loadBackend("layers");
  expect(fuse).toBeUndefined();
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
