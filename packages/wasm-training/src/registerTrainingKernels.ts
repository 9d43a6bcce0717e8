import type {
  KernelConfig,
  NamedAttrMap,
  NamedTensorInfoMap,
  TensorInfo,
} from "@tensorflow/tfjs-core";
import type { Backend } from "./backend.ts";
import { compiledKernels } from "./compiled/index.ts";
import { compile, type CompiledBuild, type Linker } from "./compiled/kernels.ts";
import { fail, origin } from "./fail.ts";
import { replaceFusedGradients, type FusedEngine, type FusedGradients } from "./fusedGradients.ts";
import type { Geometry } from "./geometry.ts";
import { isDilated, replaceGradients, type GradientRegistry } from "./gradients.ts";
import { plainKernels } from "./plain/index.ts";
import type { CompiledKernel, TrainingKernel } from "./trainingKernel.ts";
import { refuseUnevenPadding } from "./unevenPadding.ts";

/** The name of a kernel that {@link registerTrainingKernels} can register. */
export type TrainingKernelName = keyof typeof plainKernels;

/**
 * How the kernels are made: `"simd"` and `"relaxed"` are compiled to WebAssembly with vector instructions, `"relaxed"` with
 * fused multiplication and addition as well, whose last bits depend on the machine; `"plain"` is JavaScript around TensorFlow.js's own kernels.
 */
export type TrainingBuild = CompiledBuild | "plain";

/** Options of {@link registerTrainingKernels}. */
export interface TrainingKernelsOptions {
  /** The kernels to register: at least one name, none twice. @defaultValue all of them */
  readonly only?: readonly TrainingKernelName[] | undefined;
  /**
   * The build to use; `"auto"` takes the first of simd and plain that works here, of which each gives the same bits on every
   * machine. `"relaxed"` does not, and is taken only if asked for. @defaultValue `"auto"`
   */
  readonly build?: TrainingBuild | "auto" | undefined;
}

/** What {@link registerTrainingKernels} needs of TensorFlow.js: `@tensorflow/tfjs` and `@tensorflow/tfjs-core` have it. */
export interface KernelRegistry extends GradientRegistry {
  /** The engine in use now, which has the gradients of fused operations as well. */
  readonly engine: () => ReturnType<GradientRegistry["engine"]> & FusedEngine;
  /** What turns strides, padding and rounding into the sizes of a convolution or pooling. */
  readonly backend_util: Geometry;
  /** The kernel of a backend; `undefined` if there is none. */
  readonly getKernel: (kernelName: string, backendName: string) => KernelConfig | undefined;
  /** Gives a backend a kernel. */
  readonly registerKernel: (config: KernelConfig) => void;
  /** Takes a kernel of a backend away. */
  readonly unregisterKernel: (kernelName: string, backendName: string) => void;
}

/** Kernels that {@link registerTrainingKernels} registered. */
export interface RegisteredKernels {
  /** Their names, in the order of registration. */
  readonly kernels: readonly TrainingKernelName[];
  /** The build in use. `"auto"` falls back to `"plain"` when it first meets a backend whose memory it cannot use. */
  readonly build: TrainingBuild;
  /**
   * Why the kernels serve nothing now, and what to do: another backend than `"wasm"` is in use, as after a `setBackend` that
   * returned `false`, or they were unregistered. `undefined` while they serve.
   */
  readonly problem: string | undefined;
  /**
   * Puts back exactly the kernels and gradients that were there before. A second call does nothing.
   *
   * @throws {Error} If someone has registered another kernel over one of these since; nothing is changed then.
   */
  readonly unregister: () => void;
}

const names = /* @__PURE__ */ Object.keys(plainKernels) as TrainingKernelName[];
const builds: readonly TrainingBuild[] = ["simd", "relaxed", "plain"];
/** Those whose results do not depend on the machine, the best first. */
const reproducibleBuilds: readonly TrainingBuild[] = ["simd", "plain"];
const registryFunctions = [
  "engine",
  "getGradient",
  "getKernel",
  "registerGradient",
  "registerKernel",
  "unregisterGradient",
  "unregisterKernel",
] as const;

/** The registry hands out the very object that was registered, so that a mark on it tells whose kernel it is. */
interface MarkedKernelConfig extends KernelConfig {
  readonly registeredBy: typeof origin;
}

/** The build in use, and its functions in the memory of a backend: `undefined` for the plain build. */
interface ChosenBuild {
  build: TrainingBuild;
  link: Linker;
}

/**
 * Gives the WebAssembly backend of TensorFlow.js the kernels that training a convolutional network needs: those it
 * lacks (`Conv2DBackpropFilter` and the gradients of depthwise convolutions), a correct one for the one that is wrong
 * (`MaxPoolGrad`), and faster ones for others.
 *
 * Import `@tensorflow/tfjs-backend-wasm` first; the backend itself may be set before or after. A kernel leaves every
 * case that it does not handle to the one that was registered before. The registry of TensorFlow.js is global: the
 * kernels serve every copy of it that shares that registry, and no other backend.
 *
 * @param tf - The user's own `@tensorflow/tfjs` or `@tensorflow/tfjs-core`.
 * @param options - See {@link TrainingKernelsOptions}.
 * @returns The names of the registered kernels, the build in use, and a function that restores what was before.
 * @throws {TypeError} If `tf` is not TensorFlow.js, or if an option is unknown or of the wrong type.
 * @throws {RangeError} If `only` is empty, or names an unknown kernel or one kernel twice; if `build` is unknown.
 * @throws {Error} If the kernels of the WebAssembly backend are not there, if one of ours is registered already, or if
 *   this engine cannot run the build asked for.
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs";
 * import "@tensorflow/tfjs-backend-wasm";
 *
 * registerTrainingKernels(tf);
 * await tf.setBackend("wasm"); // => true
 * ```
 */
export function registerTrainingKernels(
  tf: KernelRegistry,
  options: TrainingKernelsOptions = {},
): RegisteredKernels {
  checkRegistry(tf);
  const { kernels, build } = checkedOptions(options);
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
  const chosen = chosenBuild(build);

  const fused = replaceFusedGradients(tf.engine(), kernels);
  const registered = kernels.map((name, index) => marked(tf, name, replaced[index], chosen, fused));
  const replace = (kernelName: string, config: KernelConfig | undefined) => {
    // Unregistering first, because TensorFlow.js warns about a kernel registered over another.
    if (tf.getKernel(kernelName, "wasm")) tf.unregisterKernel(kernelName, "wasm");
    if (config) tf.registerKernel(config);
  };
  for (const config of registered) replace(config.kernelName, config);
  const restoreGradients = replaceGradients(tf, kernels, () => chosen.build !== "plain");

  let isRegistered = true;
  return {
    kernels,
    get build() {
      return chosen.build;
    },
    get problem() {
      return isRegistered ? problemOf(tf.engine().backendName) : "the kernels were unregistered";
    },
    unregister() {
      if (!isRegistered) return;
      const lost = kernels.filter(
        (name, index) => tf.getKernel(name, "wasm") !== registered[index],
      );
      if (lost.length > 0) {
        fail(Error, `cannot restore ${lost.join(", ")}: another kernel was registered since`);
      }
      kernels.forEach((name, index) => replace(name, replaced[index]));
      restoreGradients();
      fused.restore();
      isRegistered = false;
    },
  };
}

/** The best reproducible build that this engine compiles, or the one asked for. */
function chosenBuild(wanted: TrainingBuild | "auto"): ChosenBuild {
  for (const build of wanted === "auto" ? reproducibleBuilds : [wanted]) {
    if (build === "plain") return { build, link: () => undefined };
    const link = compile(build);
    if (!link) continue;
    const chosen: ChosenBuild = {
      build,
      link(backend) {
        const compiled = link(backend);
        if (!compiled && wanted !== "auto") {
          fail(Error, `the build ${build} cannot use the memory of this backend`);
        }
        chosen.build = compiled ? build : "plain";
        return compiled;
      },
    };
    return chosen;
  }
  return fail(Error, `this engine cannot run the build ${wanted}`);
}

function marked(
  tf: KernelRegistry,
  name: TrainingKernelName,
  stock: KernelConfig | undefined,
  chosen: ChosenBuild,
  fused: FusedGradients,
): MarkedKernelConfig {
  // The registry knows no types of inputs and attributes; the name of the kernel vouches for them.
  const plain = plainKernels[name] as TrainingKernel<string, unknown>;
  const vectorized = (compiledKernels as Partial<Record<TrainingKernelName, unknown>>)[name] as
    CompiledKernel<string, unknown> | undefined;
  return {
    ...stock,
    kernelName: name,
    backendName: "wasm",
    registeredBy: origin,
    kernelFunc({ inputs, backend, attrs = {} }) {
      refuseUnevenPadding(name, tf.backend_util, inputs as Record<string, TensorInfo>, attrs);
      fused.note(name, attrs);
      const call = {
        inputs: inputs as Record<string, TensorInfo>,
        attrs,
        backend: backend as Backend,
        geometry: tf.backend_util,
        run: (kernelName: string, kernelInputs: NamedTensorInfoMap, kernelAttrs: NamedAttrMap) =>
          tf.getKernel(kernelName, "wasm")!.kernelFunc({
            inputs: kernelInputs,
            backend,
            attrs: kernelAttrs,
          }) as TensorInfo,
      };
      const compiled = vectorized && chosen.link(call.backend);
      const output = (compiled && vectorized({ ...call, compiled })) ?? plain(call);
      if (output) return output;
      const handled = `${name} handles only float32 tensors in NHWC format`;
      if (!stock) return fail(Error, handled);
      // TensorFlow.js's own kernel would take no notice of dilations.
      if (name === "Conv2DBackpropInput" && isDilated(attrs["dilations"])) {
        return fail(Error, `${handled}; dilated, only with stride 1 and padding within the filter`);
      }
      return stock.kernelFunc({ inputs, backend, attrs });
    },
  };
}

/** What is wrong with the backend in use, of which there may be none yet. */
function problemOf(backend: string | undefined): string | undefined {
  if (backend === "wasm") return undefined;
  const inUse =
    backend === undefined ? "no backend is in use yet" : `the backend in use is "${backend}"`;
  return `${inUse}: await tf.setBackend("wasm"), which returns false if the backend does not find its .wasm files`;
}

function checkRegistry(tf: unknown): void {
  const candidate = (typeof tf === "object" && tf !== null ? tf : {}) as Partial<KernelRegistry>;
  const missing = registryFunctions
    .filter((key) => typeof candidate[key] !== "function")
    .map((key) => `${key}()`);
  if (typeof candidate.backend_util?.computeConv2DInfo !== "function") missing.push("backend_util");
  if (missing.length > 0) {
    fail(TypeError, `tf must be TensorFlow.js, but it has no ${missing.join(", ")}`);
  }
}

function checkedOptions(options: unknown): {
  readonly kernels: readonly TrainingKernelName[];
  readonly build: TrainingBuild | "auto";
} {
  if (typeof options !== "object" || options === null) {
    return fail(TypeError, `options must be an object, got ${String(options)}`);
  }
  const unknown = Object.keys(options).filter((key) => key !== "only" && key !== "build");
  if (unknown.length > 0) fail(TypeError, `unknown option ${unknown.join(", ")}`);
  const { only = names, build = "auto" } = options as { only?: unknown; build?: unknown };
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
  if (build !== "auto" && !builds.includes(build as TrainingBuild)) {
    fail(RangeError, `build must be auto, ${builds.join(", ")}, got ${JSON.stringify(build)}`);
  }
  return {
    kernels: [...(only as TrainingKernelName[])],
    build: build as TrainingBuild | "auto",
  };
}
