import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import { join } from "node:path";

/** A folder with a tfjs-node, and with the TensorFlow.js that it belongs to, which the tests then use. */
const folder = process.env["ANNEAL_TESTED_NATIVE_DIR"];

// The WebAssembly backend belongs to the copy of TensorFlow.js that npm installed.
if (folder === undefined) await import("./wasm.ts");
try {
  createRequire(folder === undefined ? import.meta.url : join(folder, "package.json"))(
    "@tensorflow/tfjs-node",
  );
} catch (error) {
  // Not everyone can install it.
  if (folder !== undefined) throw error;
}

/** The backends of this machine: that of tfjs-node too, where it is there. */
export const backends = [
  "cpu",
  folder === undefined ? "wasm" : "tensorflow",
  ...Object.keys(tf.engine().registryFactory).filter(
    (name) => name === "tensorflow" && folder === undefined,
  ),
];
