import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { Install } from "./packed.ts";
import { run } from "./run.ts";
import { compiler, javaScriptOf } from "./typescript.ts";

/** The first and the last version of TensorFlow.js that are tested. */
export const tensorFlowVersions = ["4.10.0", "4.22.0"];

/** Trains with the adapter on WebAssembly, with every object of TensorFlow.js passed to ours. */
const program = `import * as tf from "@tensorflow/tfjs";
import * as wasm from "@tensorflow/tfjs-backend-wasm";
import { ramp } from "@anneal/core";
import { bind, connect } from "@anneal/tfjs";
import { registerTrainingKernels, setWasmBackend } from "@anneal/wasm-training";

registerTrainingKernels(tf);
await setWasmBackend(tf, wasm, {});
const model = tf.sequential({
  layers: [
    tf.layers.conv2d({ filters: 4, kernelSize: 3, inputShape: [8, 8, 1] }),
    tf.layers.flatten(),
    tf.layers.dense({ units: 1 }),
  ],
});
model.compile({ optimizer: tf.train.sgd(0.1), loss: "meanSquaredError" });
const down = (steps: number) => ramp({ from: 0.1, to: 0, steps });
const { history } = await model.fit(tf.ones([8, 8, 8, 1]), tf.ones([8, 1]), {
  batchSize: 4,
  epochs: 2,
  verbose: 0,
  callbacks: [connect(tf).perStep(({ totalSteps }) => down(totalSteps))],
});
if (tf.getBackend() !== "wasm") throw new Error(tf.getBackend());
if (String(history["lr"]) !== String([down(4)(1), down(4)(3)])) throw new Error(String(history["lr"]));
bind(tf.train.adam(0.1), down(4)).advance();
`;

/** Every copy of a package below a folder. */
function copiesOf(name: string, folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(join("node_modules", name, "package.json")))
    .map((path) => relative(folder, join(folder, path)));
}

/**
 * Installs ours beside a version of TensorFlow.js that the user has chosen: there must be one copy of it, and both run and
 * compile with it.
 *
 * @param folder - A folder for the project, which does not exist yet.
 */
export async function besideTensorFlow(
  version: string,
  folder: string,
  install: Install,
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
  await install(folder, [
    `@tensorflow/tfjs@${version}`,
    "@anneal/tfjs",
    "@anneal/wasm-training",
    `@tensorflow/tfjs-backend-wasm@${version}`,
  ]);
  for (const name of ["@tensorflow/tfjs-core", "@tensorflow/tfjs-layers"]) {
    const copies = copiesOf(name, folder);
    if (copies.length !== 1) {
      throw new Error(`${name} must be there once beside tfjs ${version}: ${copies.join(", ")}`);
    }
  }
  writeFileSync(join(folder, "use.mts"), program);
  writeFileSync(join(folder, "use.mjs"), javaScriptOf(program));
  await run(process.execPath, ["use.mjs"], folder);
  // The declarations of TensorFlow.js do not pass a strict compiler.
  const options = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022"];
  await run(process.execPath, [compiler, ...options, "--module", "nodenext", "use.mts"], folder);
  process.stdout.write(`ok one TensorFlow.js ${version}, which trains with ours and compiles\n`);
}
