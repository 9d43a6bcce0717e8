import type { KernelConfig, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";
import { batchMatMul } from "./batchMatMul.ts";
import { conv2DBackpropFilter } from "./conv2DBackpropFilter.ts";
import { conv2DBackpropInput } from "./conv2DBackpropInput.ts";
import { identity } from "./identity.ts";
import { maxPoolGrad } from "./maxPoolGrad.ts";
import { sum } from "./sum.ts";
import type { Backend, Geometry, TrainingKernel } from "./trainingKernel.ts";

/** The name of a kernel that {@link registerTrainingKernels} can register. */
export type TrainingKernelName =
  | "Conv2DBackpropFilter"
  | "Conv2DBackpropInput"
  | "MaxPoolGrad"
  | "BatchMatMul"
  | "Sum"
  | "Identity";

const trainingKernels = {
  Conv2DBackpropFilter: conv2DBackpropFilter,
  Conv2DBackpropInput: conv2DBackpropInput,
  MaxPoolGrad: maxPoolGrad,
  BatchMatMul: batchMatMul,
  Sum: sum,
  Identity: identity,
} satisfies Record<TrainingKernelName, unknown>;

/** Options of {@link registerTrainingKernels}. */
export interface TrainingKernelsOptions {
  /** The kernels to register: at least one name, none twice. @defaultValue all of them */
  readonly only?: readonly TrainingKernelName[] | undefined;
}

/** What {@link registerTrainingKernels} needs of TensorFlow.js: `@tensorflow/tfjs` and `@tensorflow/tfjs-core` have it. */
export interface KernelRegistry {
  readonly backend_util: Geometry;
  readonly getKernel: (kernelName: string, backendName: string) => KernelConfig | undefined;
  readonly registerKernel: (config: KernelConfig) => void;
  readonly unregisterKernel: (kernelName: string, backendName: string) => void;
}

/** Kernels that {@link registerTrainingKernels} registered. */
export interface RegisteredKernels {
  /** Their names, in the order of registration. */
  readonly kernels: readonly TrainingKernelName[];
  /**
   * Puts back exactly the kernels that were there before. A second call does nothing.
   *
   * @throws {Error} If someone has registered another kernel over one of these since; nothing is changed then.
   */
  readonly unregister: () => void;
}

const origin = "@anneal/wasm-training";
const names = /* @__PURE__ */ Object.keys(trainingKernels) as TrainingKernelName[];

/** The registry hands out the very object that was registered, so that a mark on it tells whose kernel it is. */
interface MarkedKernelConfig extends KernelConfig {
  readonly registeredBy: typeof origin;
}

/**
 * Gives the WebAssembly backend of TensorFlow.js the kernels that training a convolutional network needs: the one it
 * lacks (`Conv2DBackpropFilter`), a correct one for the one that is wrong (`MaxPoolGrad`), and faster ones for others.
 *
 * Import `@tensorflow/tfjs-backend-wasm` first; the backend itself may be set before or after. A kernel leaves every
 * case that it does not handle to the one that was registered before. The registry of TensorFlow.js is global: the
 * kernels serve every copy of it that shares that registry, and no other backend.
 *
 * @param tf - The user's own `@tensorflow/tfjs` or `@tensorflow/tfjs-core`.
 * @param options - See {@link TrainingKernelsOptions}.
 * @returns The names of the registered kernels, and a function that restores those before them.
 * @throws {TypeError} If `tf` is not TensorFlow.js, or if an option is unknown or of the wrong type.
 * @throws {RangeError} If `only` is empty, or names an unknown kernel or one kernel twice.
 * @throws {Error} If the kernels of the WebAssembly backend are not there, or if one of ours is registered already.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import "@tensorflow/tfjs-backend-wasm";
 *
 * registerTrainingKernels(tf);
 * await tf.setBackend("wasm");
 * ```
 */
export function registerTrainingKernels(
  tf: KernelRegistry,
  options: TrainingKernelsOptions = {},
): RegisteredKernels {
  checkRegistry(tf);
  const kernels = checkedNames(options);
  if (!tf.getKernel("Conv2D", "wasm")) {
    fail(
      Error,
      'found no kernels of the backend "wasm": import @tensorflow/tfjs-backend-wasm first',
    );
  }
  const replaced = kernels.map((name) => tf.getKernel(name, "wasm"));
  const ours = replaced.flatMap((config) =>
    config && "registeredBy" in config ? [config.kernelName] : [],
  );
  if (ours.length > 0) {
    fail(
      Error,
      `already registered ${ours.join(", ")}: call unregister() before registering again`,
    );
  }

  const registered = kernels.map((name, index) => marked(tf, name, replaced[index]));
  const replace = (kernelName: string, config: KernelConfig | undefined) => {
    // Unregistering first, because TensorFlow.js warns about a kernel registered over another.
    if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
    if (config) tf.registerKernel(config);
  };
  for (const config of registered) replace(config.kernelName, config);

  let isRegistered = true;
  return {
    kernels,
    unregister() {
      if (!isRegistered) return;
      const lost = kernels.filter(
        (name, index) => tf.getKernel(name, "wasm") !== registered[index],
      );
      if (lost.length > 0) {
        fail(Error, `cannot restore ${lost.join(", ")}: another kernel was registered since`);
      }
      kernels.forEach((name, index) => replace(name, replaced[index]));
      isRegistered = false;
    },
  };
}

function marked(
  tf: KernelRegistry,
  name: TrainingKernelName,
  stock: KernelConfig | undefined,
): MarkedKernelConfig {
  // The registry knows no types of inputs and attributes; the name of the kernel vouches for them.
  const kernel = trainingKernels[name] as TrainingKernel<string, unknown>;
  return {
    ...stock,
    kernelName: name,
    backendName: "wasm",
    registeredBy: origin,
    kernelFunc({ inputs, backend, attrs = {} }) {
      const output = kernel({
        inputs: inputs as Record<string, TensorInfo>,
        attrs,
        backend: backend as Backend,
        geometry: tf.backend_util,
        run: (kernelName, kernelInputs, kernelAttrs: NamedAttrMap) =>
          tf.getKernel(kernelName, "wasm")!.kernelFunc({
            inputs: kernelInputs,
            backend,
            attrs: kernelAttrs,
          }) as TensorInfo,
      });
      if (output) return output;
      if (!stock) return fail(Error, `${name} handles only float32 tensors in NHWC format`);
      return stock.kernelFunc({ inputs, backend, attrs });
    },
  };
}

function checkRegistry(tf: unknown): void {
  const candidate = (typeof tf === "object" && tf !== null ? tf : {}) as Partial<KernelRegistry>;
  const missing = (["getKernel", "registerKernel", "unregisterKernel"] as const)
    .filter((key) => typeof candidate[key] !== "function")
    .map((key) => `${key}()`);
  if (typeof candidate.backend_util?.computeConv2DInfo !== "function") missing.push("backend_util");
  if (missing.length > 0) {
    fail(TypeError, `tf must be TensorFlow.js, but it has no ${missing.join(", ")}`);
  }
}

function checkedNames(options: unknown): readonly TrainingKernelName[] {
  if (typeof options !== "object" || options === null) {
    return fail(TypeError, `options must be an object, got ${String(options)}`);
  }
  const unknown = Object.keys(options).filter((key) => key !== "only");
  if (unknown.length > 0) fail(TypeError, `unknown option ${unknown.join(", ")}`);
  const { only = names } = options as { only?: unknown };
  if (!Array.isArray(only)) return fail(TypeError, `only must be an array, got ${String(only)}`);
  if (
    only.length === 0 ||
    new Set(only).size !== only.length ||
    !only.every((name: TrainingKernelName) => names.includes(name))
  ) {
    fail(
      RangeError,
      `only must be distinct names out of ${names.join(", ")}, got ${JSON.stringify(only)}`,
    );
  }
  return [...(only as TrainingKernelName[])];
}

function fail(Failure: new (message: string) => Error, problem: string): never {
  throw new Failure(`${origin}: ${problem}`);
}
