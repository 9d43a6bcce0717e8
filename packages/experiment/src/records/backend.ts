import { z } from "zod";

/** Names of the backends that can be asked for. */
export const backendNames = [
  ...["auto", "fused", "fused-native", "fused-wasm"],
  ...["layers", "tfjs-node", "tfjs-node-stock", "wasm", "cpu"],
] as const;

/**
 * What can be asked for.
 *
 * `fused` takes whole training steps in one call: in the native library where there is one (`fused-native` wants that
 * alone), else in WebAssembly (`fused-wasm`). `layers` trains layer by layer on the best of tfjs-node, WebAssembly and cpu
 * that loads. `auto` is `fused`, and `layers` for a task that cannot be fused. `tfjs-node` trains with TensorFlow's fused
 * operations, `tfjs-node-stock` exactly as it comes.
 */
export type BackendChoice = (typeof backendNames)[number];

export const backendIdentity = z.strictObject({
  /** The native library and WebAssembly give the same bits: both are `fused`. A loop without TensorFlow.js has `none`. */
  name: z.enum(["fused", "tfjs-node", "tfjs-node-stock", "wasm", "cpu", "none"]),
  /** Version of the backend, and of the native library where there is one. */
  version: z.string(),
  /** Which kernels train, and in which build: two builds round differently, so that their numbers differ. */
  kernels: z.string(),
  /** Digest of a tiny training: two processors that have the same give the same numbers. */
  rounding: z.string(),
});

/** A backend as the results name it. */
export type BackendIdentity = z.infer<typeof backendIdentity>;

/** What trains where a loop of its own needs no TensorFlow.js: nothing of ours, so that nothing of it decides a number. */
export const noBackend: BackendIdentity = {
  name: "none",
  version: "",
  kernels: "",
  rounding: "",
};

/** What takes whole training steps, of which the numbers do not depend but the speed does. */
export const engineIdentity = z.strictObject({
  name: z.enum(["native", "wasm"]),
  /** How many floats its vectors hold. */
  width: z.int().positive(),
});

/** What takes whole training steps. */
export type EngineIdentity = z.infer<typeof engineIdentity>;

/** An engine in words. */
export const describeEngine = ({ name, width }: EngineIdentity): string =>
  `${name === "native" ? "the native library" : "WebAssembly"} with vectors of ${String(width)} floats`;

/** A backend in words. */
export const describeBackend = ({ name, version, kernels, rounding }: BackendIdentity): string =>
  name === "none"
    ? "none, a loop without TensorFlow.js"
    : `${name} ${version}, kernels ${kernels}, rounding ${rounding}`;

/** A backend as the results name it, without whatever else is known of it. */
export const identityOf = ({
  name,
  version,
  kernels,
  rounding,
}: BackendIdentity): BackendIdentity => ({
  name,
  version,
  kernels,
  rounding,
});
