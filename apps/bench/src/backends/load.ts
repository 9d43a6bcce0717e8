import { createRequire } from "node:module";
import { dirname, join, sep } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { BackendChoice, BackendIdentity, EngineIdentity } from "@anneal/experiment/records";
import { roundingOf } from "@anneal/experiment/training";
import type { Fuse } from "@anneal/experiment/training";
import { findEngine, fuse } from "@anneal/fused-training";
import type { FuseOptions } from "@anneal/fused-training";
import { registerFusedTraining, restoreLegacyUtil } from "@anneal/node-training";
import { registerTrainingKernels } from "@anneal/wasm-training";
import type { TrainingKernelsOptions } from "@anneal/wasm-training";
import type * as Tensorflow from "@tensorflow/tfjs";
import type * as Wasm from "@tensorflow/tfjs-backend-wasm";
import { isMissing, resolveNative } from "./location.ts";
import { versionOf } from "./versions.ts";

/** How a backend is set up. */
export interface BackendOptions {
  /** Which kernels WebAssembly gets. @defaultValue all, in the best build that works */
  readonly kernels?: TrainingKernelsOptions | undefined;
  /**
   * Threads that TensorFlow and the native library of whole steps compute with; WebAssembly has one.
   *
   * @defaultValue one for each core in TensorFlow, one in the library
   */
  readonly threads?: number | undefined;
}

/** TensorFlow.js with a backend that is ready. */
export interface Backend extends BackendIdentity {
  readonly tf: typeof Tensorflow;
  /** Has TensorFlow.js use this backend again, after another one was loaded. */
  readonly activate: () => Promise<void>;
  /** Makes each training step of a model one call; left out where TensorFlow.js trains layer by layer. */
  readonly fuse?: Fuse;
  /** What takes the steps that are one call. */
  readonly engine?: EngineIdentity;
  /** What the user should know about it. */
  readonly warnings: readonly string[];
}

// TensorFlow.js is loaded as CommonJS, so that tfjs-node, which may be missing, and the others share one copy.
const require = createRequire(import.meta.url);

/** Kernels to which nothing was done. */
const stock = "as they come";

/** A backend that runs, before it is known how it rounds and how it is used again. */
type Loaded = Omit<Backend, "rounding" | "activate">;

interface NativeTensorflow {
  readonly version: { readonly "tfjs-node": string };
  backend(): { readonly binding?: { readonly TF_Version?: string } };
}

async function loadNative(
  name: "tfjs-node" | "tfjs-node-stock",
  threads: number | undefined,
): Promise<Loaded> {
  restoreLegacyUtil();
  // TensorFlow reads these once, when it starts. Without the first it tells how it was built.
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "1";
  if (threads !== undefined) process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  const tf = require(resolveNative()) as typeof Tensorflow & NativeTensorflow;
  await tf.setBackend("tensorflow");
  const { parts } = name === "tfjs-node" ? registerFusedTraining(tf) : { parts: [] };
  const library = (tf as NativeTensorflow).backend().binding?.TF_Version;
  const version = (tf as NativeTensorflow).version["tfjs-node"];
  return {
    name,
    version: library === undefined ? version : `${version} (TensorFlow ${library})`,
    tf,
    kernels: parts.length === 0 ? stock : `fused ${parts.join(", ")}`,
    warnings: [],
  };
}

/** The kernels of WebAssembly that are registered: a backend may be loaded twice, for whole steps and then for layers. */
let trainingKernels: ReturnType<typeof registerTrainingKernels> | undefined;

async function loadWasm(options: TrainingKernelsOptions | undefined): Promise<Loaded> {
  const tf = require("@tensorflow/tfjs") as typeof Tensorflow;
  const wasm = require("@tensorflow/tfjs-backend-wasm") as typeof Wasm;
  const manifest = require.resolve("@tensorflow/tfjs-backend-wasm/package.json");
  wasm.setWasmPaths(join(dirname(manifest), "dist", sep));
  trainingKernels?.unregister();
  const registered = registerTrainingKernels(tf, options);
  trainingKernels = registered;
  if (!(await tf.setBackend("wasm"))) throw new Error("WebAssembly could not be started");
  // The kernels fall back to another build when they first meet the memory of the backend: here, so that it is known.
  tf.tidy(() => tf.matMul(tf.ones([1, 1]), tf.ones([1, 1])).dataSync());
  const names = ["@anneal/wasm-training", versionOf("@anneal/wasm-training"), registered.build];
  return {
    name: "wasm",
    version: wasm.version_wasm,
    tf,
    kernels: [names.join(" "), ...(options?.only ?? [])].join(", "),
    warnings: [],
  };
}

async function loadCpu(): Promise<Loaded> {
  const tf = require("@tensorflow/tfjs") as typeof Tensorflow;
  // Without it the backend prints an advertisement for tfjs-node.
  tf.enableProdMode();
  await tf.setBackend("cpu");
  return {
    name: "cpu",
    version: tf.version["tfjs-backend-cpu"],
    tf,
    kernels: stock,
    warnings: ["the cpu backend takes more than a second for one batch of 64 images"],
  };
}

/**
 * Loads the whole steps of `@anneal/fused-training`. TensorFlow.js holds the tensors on WebAssembly, which is there sooner
 * than tfjs-node, else in plain JavaScript; neither has a part in what a step computes.
 *
 * @throws {Error} If this machine has no engine for them; the message says why.
 */
async function loadFused(engine: FuseOptions["engine"], options: BackendOptions): Promise<Loaded> {
  // WebAssembly has one thread in any case.
  const threads = engine === "wasm" ? undefined : options.threads;
  const found = findEngine({ engine, threads });
  if (found.engine === "layers") throw new Error(found.reason);
  const warnings: string[] = [];
  const { tf } = await loadOne("wasm", options).catch((error: unknown) => {
    warnings.push(`backend wasm does not load: ${messageOf(error)}; cpu holds the tensors`);
    return loadOne("cpu", options);
  });
  return {
    name: "fused",
    version: versionOf("@anneal/fused-training"),
    kernels: "exact",
    tf,
    fuse: (model) => fuse(tf, model, { engine, threads }),
    engine: { name: found.engine, width: found.width },
    warnings,
  };
}

type Loadable = Exclude<BackendChoice, "auto" | "layers">;

const loadOne = (name: Loadable, options: BackendOptions): Promise<Loaded> => {
  const { kernels, threads } = options;
  switch (name) {
    case "fused":
      return loadFused("auto", options);
    case "fused-native":
      return loadFused("native", options);
    case "fused-wasm":
      return loadFused("wasm", options);
    case "tfjs-node":
    case "tfjs-node-stock":
      return loadNative(name, threads);
    case "wasm":
      return loadWasm(kernels);
    case "cpu":
      return loadCpu();
  }
};

async function load(name: Loadable, options: BackendOptions): Promise<Backend> {
  const loaded = await loadOne(name, options);
  const { tf, fuse } = loaded;
  const device = tf.getBackend();
  return {
    ...loaded,
    rounding: await roundingOf({ tf, fuse }),
    activate: async () => {
      await tf.setBackend(device);
    },
  };
}

/** What is tried before plain JavaScript, which always loads. */
const attempts = {
  auto: ["fused", "tfjs-node", "wasm"],
  layers: ["tfjs-node", "wasm"],
} as const;

/**
 * Loads a backend. `auto` tries whole steps first, and then what `layers` tries: tfjs-node, WebAssembly with our training
 * kernels, and plain JavaScript.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if the one asked for does not load.
 */
export async function loadBackend(
  choice: BackendChoice,
  options: BackendOptions = {},
): Promise<Backend> {
  if (choice !== "auto" && choice !== "layers") {
    try {
      return await load(choice, options);
    } catch (error) {
      throw new BenchmarkError(
        "usage",
        isMissing(error)
          ? `backend ${choice} is not installed: npm install @tensorflow/tfjs-node, or anneal-bench doctor --install-native`
          : `backend ${choice} does not load: ${messageOf(error)}`,
        { cause: error },
      );
    }
  }
  const warnings: string[] = [];
  for (const name of attempts[choice]) {
    try {
      const backend = await load(name, options);
      return { ...backend, warnings: [...warnings, ...backend.warnings] };
    } catch (error) {
      // tfjs-node is optional: only one that is there and broken is worth a word.
      if (!isMissing(error)) warnings.push(`backend ${name} does not load: ${messageOf(error)}`);
    }
  }
  const backend = await load("cpu", options);
  return { ...backend, warnings: [...warnings, ...backend.warnings] };
}
