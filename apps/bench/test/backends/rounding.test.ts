import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { fileURLToPath, pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { isMissing, resolveNative } from "../../src/backends/location.ts";

const tsx = pathToFileURL(createRequire(import.meta.url).resolve("tsx")).href;
const load = JSON.stringify(fileURLToPath(new URL("../../src/backends/load.ts", import.meta.url)));

const native = process.env["ANNEAL_TESTED_NATIVE_DIR"]!;
const hasNative = (() => {
  try {
    return resolveNative(native) !== "";
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
})();

/** What a process of its own says: the digest, once more, and how many tensors the two trainings left. */
async function roundingIn(
  backend: string,
  { build, flags = [], env = {} }: { build?: string; flags?: string[]; env?: object } = {},
): Promise<readonly [string, string, number]> {
  const program = `
    import { loadBackend } from ${load};
    import { roundingOf } from "@anneal/experiment/training";
    const backend = await loadBackend(${JSON.stringify(backend)}, { threads: 1, kernels: ${JSON.stringify(build === undefined ? undefined : { build })} });
    const { tf, rounding } = backend;
    const before = tf.memory().numTensors;
    const again = await roundingOf({ tf: backend.tf, fuse: backend.fuse });
    console.log(JSON.stringify([rounding, again, tf.memory().numTensors - before]));`;
  const args = [...flags, "--conditions=@anneal/source", "--import", tsx, "--input-type=module"];
  const { stdout } = await promisify(execFile)(process.execPath, [...args, "--eval", program], {
    env: { ...process.env, ...env },
  });
  return JSON.parse(stdout) as [string, string, number];
}

test("the same processor rounds the same each time, and no tensor is left", async () => {
  const [first, second, left] = await roundingIn("wasm", { build: "simd" });
  expect(first).toMatch(/^[0-9a-f]{12}$/);
  expect([second, left]).toEqual([first, 0]);
  // The build simd gives the same bits whatever the processor has; the build plain sums in another order.
  const flags = ["--no-enable-fma3", "--no-enable-avx"];
  expect((await roundingIn("wasm", { build: "simd", flags }))[0]).toBe(first);
  expect((await roundingIn("wasm", { build: "plain" }))[0]).not.toBe(first);
});

test("plain JavaScript rounds the same everywhere, which is not measured", async () => {
  expect(await roundingIn("cpu")).toEqual(["javascript", "javascript", 0]);
});

test("whole steps round the same in WebAssembly, and in the native library if this machine has it", async () => {
  const [first, again, left] = await roundingIn("fused-wasm");
  expect(first).toMatch(/^[0-9a-f]{12}$/);
  expect([again, left]).toEqual([first, 0]);
  expect((await roundingIn("fused"))[0]).toBe(first);
  expect((await roundingIn("wasm"))[0]).not.toBe(first);
});

// Without a tfjs-node in the cache there is nothing that rounds by its processor: `anneal-bench doctor --install-native`.
test.skipIf(!hasNative)("TensorFlow tells AVX2, SSE4.1 and another library apart", async () => {
  const circumstances = [
    { ONEDNN_MAX_CPU_ISA: "AVX2" },
    { ONEDNN_MAX_CPU_ISA: "SSE41" },
    { TF_ENABLE_ONEDNN_OPTS: "0" },
  ];
  const digests: string[] = [];
  for (const env of circumstances) {
    const [first, second, left] = await roundingIn("tfjs-node", {
      env: { ...env, ANNEAL_NATIVE_DIR: native },
    });
    expect([second, left]).toEqual([first, 0]);
    digests.push(first);
  }
  expect(new Set(digests).size).toBe(circumstances.length);
});
