import type * as Tensorflow from "@tensorflow/tfjs";
import type { Engine } from "./engine/engine.ts";
import { createNativeEngine } from "./engine/nativeEngine.ts";
import { createWasmEngine } from "./engine/wasmEngine.ts";
import { fail } from "./fail.ts";
import type { Model, Sequential } from "./model/layer.ts";
import { attach, type Attached } from "./training/attach.ts";

const engines = ["auto", "native", "wasm"] as const;
/** More than Node's pool has by far. */
const mostThreads = 64;
const backends = ["cpu", "wasm", "tensorflow", "webgl"];

/** Options of {@link fuse}. */
export interface FuseOptions {
  /**
   * What trains: a native library, WebAssembly, or the library where there is one.
   *
   * @defaultValue `"auto"`
   */
  readonly engine?: (typeof engines)[number] | undefined;
  /**
   * How many threads take a step in the native library: a whole number from 1 to 64. The bits do not depend on it.
   * WebAssembly has one, so that `engine: "wasm"` allows no more. Beyond the first they are threads of Node's pool,
   * of which there are four unless `UV_THREADPOOL_SIZE` says something else.
   *
   * @defaultValue 1, so that several trainings at a time do not fight for the processor
   */
  readonly threads?: number | undefined;
}

/** What takes the training steps. */
export interface FoundEngine {
  /** What trains: `"layers"` is TensorFlow.js itself, layer by layer. */
  readonly engine: "native" | "wasm" | "layers";
  /** How many floats the vectors of the engine hold; 0 for `"layers"`. */
  readonly width: number;
  /** How many threads take a step; 0 for `"layers"`. */
  readonly threads: number;
  /** Why it is not a faster engine, in words; undefined if there is no faster one. */
  readonly reason: string | undefined;
}

/** A model whose training steps are taken in one call. */
export interface Fused extends FoundEngine {
  /**
   * How many bytes of memory batches of so many samples need: weights, moments, and all values of a step.
   *
   * @param samples - Samples of a batch: a whole number of at least 1.
   * @returns The bytes; 0 for `"layers"`.
   * @throws {RangeError} If `samples` is something else.
   */
  readonly bytes: (samples: number) => number;
  /** Gives the model its own training step back. The optimizer has all moments from then on. */
  readonly release: () => void;
}

/** The models that are fused, so that none is twice. */
const fusedModels = new WeakSet();

/**
 * Replaces the training step of a compiled model of TensorFlow.js by one call of a kernel program.
 *
 * Everything around it stays: `fit`, `fitDataset`, `trainOnBatch`, `evaluate` and `predict` with their callbacks, shuffling,
 * validation and history. The learning rate is read from the optimizer at each step; weights are written into the variables
 * of the model after each, and moments into those of the optimizer when they are asked for. A model that is compiled anew is
 * read anew.
 *
 * A step computes what TensorFlow.js does, in another order of sums: gradients differ by about 1e-6 of the largest. It has
 * the same bits on every machine, whatever the engine and its width.
 *
 * @param tf - The user's own `@tensorflow/tfjs`, or `@tensorflow/tfjs-node`.
 * @param model - A compiled model of one input and one output, whose layers follow each other or are added around others.
 * @param options - See {@link FuseOptions}.
 * @returns What trains from now on. A model that cannot be fused is left alone: `engine` is then `"layers"`, and `reason`
 * says why.
 * @throws {TypeError} If `tf` or `model` is something else, the model is fused already, or an option is unknown.
 * @throws {RangeError} If the engine is none of those, or cannot have so many threads.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 *
 * const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [3] })] });
 * model.compile({ optimizer: "adam", loss: "meanSquaredError" });
 * const { engine, release } = fuse(tf, model);
 * // "native", or "wasm" where there is no native library.
 * engine === "layers"; // => false
 * await model.fit(tf.ones([8, 3]), tf.ones([8, 1]));
 * release();
 * ```
 */
export function fuse(
  tf: typeof Tensorflow,
  model: Tensorflow.LayersModel,
  options: FuseOptions = {},
): Fused {
  const checkedModel = checked(tf, model);
  const wanted = checkedOptions(options);
  if (fusedModels.has(model)) {
    fail(TypeError, "model is fused already: call release() of what fuse returned first");
  }
  const { engine, reason } = chooseEngineBeside(tf, wanted);
  const attached: Attached | undefined = engine && attach(tf, checkedModel, engine);
  if (attached) fusedModels.add(model);
  return {
    get engine() {
      return attached?.reason() === undefined && engine ? engine.name : "layers";
    },
    get width() {
      return attached?.reason() === undefined && engine ? engine.width : 0;
    },
    get threads() {
      return attached?.reason() === undefined && engine ? engine.threads : 0;
    },
    get reason() {
      return attached?.reason() ?? reason;
    },
    bytes(samples) {
      if (!Number.isSafeInteger(samples) || samples < 1) {
        fail(RangeError, `samples must be a whole number of at least 1, got ${String(samples)}`);
      }
      return attached?.bytes(samples) ?? 0;
    },
    release() {
      if (fusedModels.delete(model)) attached!.release();
    },
  };
}

/**
 * Says what would take the steps of a model that can be fused, on this machine.
 *
 * @param options - See {@link FuseOptions}.
 * @returns The engine that {@link fuse} would use. `engine` is `"layers"` if there is none, and `reason` says why.
 * @throws {TypeError} If an option is unknown.
 * @throws {RangeError} If the engine is none of those, or cannot have so many threads.
 *
 * @example
 * ```ts
 * findEngine({ engine: "wasm" }); // => { engine: "wasm", width: 4, threads: 1, reason: undefined }
 * ```
 */
export function findEngine(options: FuseOptions = {}): FoundEngine {
  const { engine, reason } = chooseEngine(checkedOptions(options));
  const { name = "layers", width = 0, threads = 0 } = engine ?? {};
  return { engine: name, width, threads, reason };
}

function chooseEngineBeside(
  tf: typeof Tensorflow,
  wanted: CheckedOptions,
): ReturnType<typeof chooseEngine> {
  if (backends.includes(tf.getBackend())) return chooseEngine(wanted);
  const reason = `the backend ${tf.getBackend()} cannot be read while a step runs`;
  return { engine: undefined, reason };
}

function chooseEngine({ engine: wanted, threads }: CheckedOptions): {
  readonly engine: Engine | undefined;
  readonly reason: string | undefined;
} {
  const native = wanted === "wasm" ? undefined : createNativeEngine(threads);
  const missing = [native].find((found) => typeof found === "string");
  const engine =
    [native].find((found) => typeof found === "object") ??
    (wanted === "native" ? undefined : createWasmEngine());
  return engine || wanted === "native"
    ? { engine, reason: missing }
    : { engine, reason: "this engine of JavaScript has no WebAssembly with vectors" };
}

function checked(tf: unknown, model: unknown): Model | Sequential {
  const found = (typeof tf === "object" && tf !== null ? tf : {}) as Record<string, unknown>;
  const missing = ["getBackend", "tensor", "tidy", "dropout"].filter(
    (name) => typeof found[name] !== "function",
  );
  if (missing.length > 0) {
    fail(
      TypeError,
      `tf must be TensorFlow.js, but it has no ${missing.map((name) => `${name}()`).join(", ")}`,
    );
  }
  const outer = model as { readonly model?: unknown } | null | undefined;
  // A Sequential model has a model within that is trained, from when its input is known.
  const inner = (outer?.model ?? outer) as Partial<Model> | null | undefined;
  if (typeof inner?.makeTrainFunction !== "function" || !inner.optimizer) {
    return fail(
      TypeError,
      "model must be a LayersModel or a Sequential of TensorFlow.js on which compile() was called",
    );
  }
  return model as Model | Sequential;
}

interface CheckedOptions {
  readonly engine: (typeof engines)[number];
  readonly threads: number;
}

function checkedOptions(options: unknown): CheckedOptions {
  if (typeof options !== "object" || options === null) {
    return fail(TypeError, `options must be an object, got ${String(options)}`);
  }
  const unknown = Object.keys(options).filter((key) => !["engine", "threads"].includes(key));
  if (unknown.length > 0) {
    fail(TypeError, `unknown option ${unknown.join(", ")}: the known ones are engine and threads`);
  }
  const { engine = "auto", threads = 1 } = options as {
    readonly engine?: unknown;
    readonly threads?: unknown;
  };
  const known =
    engines.find((name) => name === engine) ??
    fail(RangeError, `engine must be one of ${engines.join(", ")}, got ${shown(engine)}`);
  const isCount = Number.isSafeInteger(threads) && (threads as number) >= 1;
  if (!isCount || (threads as number) > mostThreads) {
    fail(
      RangeError,
      `threads must be a whole number from 1 to ${String(mostThreads)}, got ${shown(threads)}`,
    );
  }
  if (known === "wasm" && threads !== 1) {
    fail(
      RangeError,
      `threads must be 1 with the engine wasm, got ${shown(threads)}: only the native library has more`,
    );
  }
  return { engine: known, threads: threads as number };
}

const shown = (value: unknown): string =>
  typeof value === "string" ? JSON.stringify(value) : String(value);
