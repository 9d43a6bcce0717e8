import * as tf from "@tensorflow/tfjs";
import { createRequire } from "node:module";
import "./wasm.ts";

try {
  createRequire(import.meta.url)("@tensorflow/tfjs-node");
} catch {
  // Not everyone can install it.
}

/** The backends of this machine: that of tfjs-node too, where it is there. */
export const backends = [
  "cpu",
  "wasm",
  ...Object.keys(tf.engine().registryFactory).filter((name) => name === "tensorflow"),
];
