import { z } from "zod";

/** Names of the backends that can be asked for. */
export const backendNames = ["auto", "tfjs-node", "tfjs-node-stock", "wasm", "cpu"] as const;

/**
 * What can be asked for; `auto` takes the best that loads. `tfjs-node` trains with TensorFlow's fused operations,
 * `tfjs-node-stock` exactly as it comes.
 */
export type BackendChoice = (typeof backendNames)[number];

export const backendIdentity = z.strictObject({
  name: z.enum(backendNames).exclude(["auto"]),
  /** Version of the backend, and of the native library where there is one. */
  version: z.string(),
  /** Which kernels train, and in which build: two builds round differently, so that their numbers differ. */
  kernels: z.string(),
  /** Digest of a tiny training: two processors that have the same give the same numbers. */
  rounding: z.string(),
});

/** A backend as the results name it. */
export type BackendIdentity = z.infer<typeof backendIdentity>;

/** A backend in words. */
export const describeBackend = ({ name, version, kernels, rounding }: BackendIdentity): string =>
  `${name} ${version}, kernels ${kernels}, rounding ${rounding}`;

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
