import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import util from "node:util";
import { registerTrainingKernels } from "@anneal/wasm-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import { BenchmarkError, exitCodes, messageOf } from "./exitCodes.ts";

/** Names of the backends that can be asked for. */
export const backendNames = ["auto", "tfjs-node", "wasm", "cpu"] as const;

/** What can be asked for; `auto` takes the best that loads. */
export type BackendChoice = (typeof backendNames)[number];

/** A backend as the results name it. */
export interface BackendIdentity {
  readonly name: Exclude<BackendChoice, "auto">;
  /** Version of the backend, and of the native library where there is one. */
  readonly version: string;
}

/** TensorFlow.js with a backend that is ready. */
export interface Backend extends BackendIdentity {
  readonly tf: typeof Tensorflow;
  /** What the user should know about it. */
  readonly warnings: readonly string[];
}

// TensorFlow.js is loaded as CommonJS, so that tfjs-node, which may be missing, and the others share one copy.
const require = createRequire(import.meta.url);

interface NativeTensorflow {
  readonly version: { readonly "tfjs-node": string };
  backend(): { readonly binding?: { readonly TF_Version?: string } };
}

async function loadNative(): Promise<Backend> {
  // tfjs-node 4.22 calls two functions that Node 23 removed.
  const legacy = util as unknown as Record<string, unknown>;
  legacy["isNullOrUndefined"] ??= (value: unknown) => value === null || value === undefined;
  legacy["isArray"] ??= Array.isArray;
  const tf = require("@tensorflow/tfjs-node") as typeof Tensorflow & NativeTensorflow;
  await tf.setBackend("tensorflow");
  const library = (tf as NativeTensorflow).backend().binding?.TF_Version;
  const version = (tf as NativeTensorflow).version["tfjs-node"];
  return {
    name: "tfjs-node",
    version: library === undefined ? version : `${version} (TensorFlow ${library})`,
    tf,
    warnings: [],
  };
}

async function loadWasm(): Promise<Backend> {
  const tf = require("@tensorflow/tfjs") as typeof Tensorflow;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof Wasm;
  const manifest = require.resolve("@tensorflow/tfjs-backend-wasm/package.json");
  wasm.setWasmPaths(join(dirname(manifest), "dist", sep));
  registerTrainingKernels(tf);
  if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly could not be started");
  return { name: "wasm", version: wasm.version_wasm, tf, warnings: [] };
}

async function loadCpu(): Promise<Backend> {
  const tf = require("@tensorflow/tfjs") as typeof Tensorflow;
  // Without it the backend prints an advertisement for tfjs-node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  return {
    name: "cpu",
    version: tf.version["tfjs-backend-cpu"],
    tf,
    warnings: ["the cpu backend takes more than a second for one batch of 64 images"],
  };
}

const loaders = { "tfjs-node": loadNative, wasm: loadWasm, cpu: loadCpu };

const isMissing = (error: unknown): boolean =>
  (error as { code?: string }).code === "MODULE_NOT_FOUND" &&
  messageOf(error).includes("'@tensorflow/tfjs-node'");

/**
 * Loads a backend. `auto` tries tfjs-node, WebAssembly with our training kernels, and plain JavaScript, in that order.
 *
 * @throws {BenchmarkError} With the exit code for usage, if the one asked for does not load.
 */
export async function loadBackend(choice: BackendChoice): Promise<Backend> {
  if (choice !== "auto") {
    try {
      return await loaders[choice]();
    } catch (error) {
      throw new BenchmarkError(
        exitCodes.usage,
        isMissing(error)
          ? "backend tfjs-node is not installed: npm install @tensorflow/tfjs-node"
          : `backend ${choice} does not load: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
  const warnings: string[] = [];
  for (const name of ["tfjs-node", "wasm"] as const) {
    try {
      const backend = await loaders[name]();
      return { ...backend, warnings: [...warnings, ...backend.warnings] };
    } catch (error) {
      // tfjs-node is optional: only one that is there and broken is worth a word.
      if (!isMissing(error)) warnings.push(`backend ${name} does not load: ${messageOf(error)}`);
    }
  }
  const backend = await loadCpu();
  return { ...backend, warnings: [...warnings, ...backend.warnings] };
}
