import { z } from "zod";

/** Names of the backends that can be asked for. */
export const backendNames = ["auto", "tfjs-node", "tfjs-node-stock", "wasm", "cpu"] as const;

/**
 * What can be asked for; `auto` takes the best that loads. `tfjs-node` trains with TensorFlow's fused operations,
 * `tfjs-node-stock` exactly as it comes.
 */
export type BackendChoice = (typeof backendNames)[number];

/** A backend as the results name it. */
export interface BackendIdentity {
  readonly name: Exclude<BackendChoice, "auto">;
  /** Version of the backend, and of the native library where there is one. */
  readonly version: string;
  /** Which kernels train, and in which build: two builds round differently, so that their numbers differ. */
  readonly kernels: string;
}

export const backendIdentity = z.strictObject({
  name: z.enum(backendNames).exclude(["auto"]),
  version: z.string(),
  /** Which kernels train, and in which build. */
  kernels: z.string(),
});

/** A backend in words. */
export const describeBackend = ({ name, version, kernels }: z.infer<typeof backendIdentity>) =>
  `${name} ${version}, kernels ${kernels}`;
