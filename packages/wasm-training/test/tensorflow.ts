import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import * as tf from "@tensorflow/tfjs";
import "@tensorflow/tfjs-backend-wasm";
import { setFlagsFromString } from "node:v8";
import { compile } from "../src/compiled/kernels.ts";
import type { TrainingBuild } from "../src/index.ts";

// Behind a flag until Node 22.
if (Number(process.versions.node.split(".")[0]) < 22) {
  setFlagsFromString("--experimental-wasm-relaxed-simd");
}

/** The builds that this engine runs. */
export const builds: readonly TrainingBuild[] = (["simd", "relaxed", "plain"] as const).filter(
  (build) => build === "plain" || compile(build) !== undefined,
);

// The cpu backend prints a banner when Node first uses it, except in production mode.
tf.env().set("PROD", true);
await tf.setBackend("cpu");
tf.zeros([1]).dispose();
tf.env().set("PROD", false);

await tf.setBackend("wasm");

export { tf };

export type Values = Record<string, Float32Array | Int32Array | Uint8Array>;

/** The values of the tensors that `compute` makes on a backend, all of which it disposes of. */
export async function on(
  backend: "cpu" | "wasm",
  compute: (backend: "cpu" | "wasm") => Record<string, tf.Tensor>,
): Promise<Values> {
  await tf.setBackend(backend);
  return tf.tidy(() => {
    const values: Values = {};
    for (const [name, tensor] of Object.entries(compute(backend))) values[name] = tensor.dataSync();
    return values;
  });
}

/** Largest difference, relative to the largest expected value. */
export function relativeError(actual: ArrayLike<number>, expected: ArrayLike<number>): number {
  if (actual.length !== expected.length) return Infinity;
  let difference = 0;
  let scale = 0;
  for (let index = 0; index < expected.length; index++) {
    // Written so that a NaN counts as an infinite difference.
    const distance = Math.abs(actual[index]! - expected[index]!);
    difference = distance <= difference ? difference : distance >= 0 ? distance : Infinity;
    scale = Math.max(scale, Math.abs(expected[index]!));
  }
  return difference === 0 ? 0 : difference / scale;
}

/** The largest relative error of what `compute` makes on the wasm backend, measured by the cpu backend. */
export async function wasmError(
  compute: (backend: "cpu" | "wasm") => Record<string, tf.Tensor>,
): Promise<number> {
  const expected = await on("cpu", compute);
  const actual = await on("wasm", compute);
  return Math.max(
    ...Object.keys(expected).map((name) => relativeError(actual[name]!, expected[name]!)),
  );
}

/** Random values, the same on every backend. */
export function random(shape: number[], seed: number): tf.Tensor {
  return tf.randomNormal(shape, 0, 1, "float32", seed);
}

/** Everything that would grow with a leak. */
export async function memory(): Promise<Record<string, number>> {
  await tf.setBackend("wasm");
  const { numTensors, numDataBuffers, numBytes } = tf.memory();
  return { numTensors, numDataBuffers, numBytes, numDataIds: wasmBackend().numDataIds() };
}

/** The part of the WebAssembly backend that the tests look into. */
export function wasmBackend(): Pick<BackendWasm, "numDataIds" | "typedArrayFromHeap"> {
  return tf.engine().findBackend("wasm") as unknown as BackendWasm;
}

/** Starts the WebAssembly backend anew, with a small memory. Every tensor on it is lost. */
export async function restart(): Promise<void> {
  const factory = tf.findBackendFactory("wasm");
  tf.removeBackend("wasm");
  tf.registerBackend("wasm", factory);
  await tf.setBackend("wasm");
}
