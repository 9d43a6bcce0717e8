import type { BackendChoice } from "@anneal/experiment/records";
import type { BackendOptions } from "../backends/load.ts";

/** A backend in one of the ways in which it can be set up. */
interface Variant {
  readonly backend: BackendChoice;
  readonly kernels?: BackendOptions["kernels"];
  /** Whether the number of threads makes a difference. */
  readonly isThreaded: boolean;
  /** Images in a batch that the backend finishes within seconds. */
  readonly batchSize: number;
}

const wasm = { backend: "wasm", isThreaded: false, batchSize: 64 } as const;
const native = { isThreaded: true, batchSize: 64 } as const;

/** What `doctor` and `throughput` measure, the fastest first. */
export const variants = {
  "fused-native": { backend: "fused-native", ...native },
  "fused-wasm": { ...wasm, backend: "fused-wasm" },
  "tfjs-node": { backend: "tfjs-node", ...native },
  "tfjs-node-stock": { backend: "tfjs-node-stock", ...native },
  "wasm-relaxed": { ...wasm, kernels: { build: "relaxed" } },
  "wasm-simd": { ...wasm, kernels: { build: "simd" } },
  "wasm-plain": { ...wasm, kernels: { build: "plain" } },
  // The least with which TensorFlow.js's own WebAssembly backend can train the network at all.
  "wasm-stock": { ...wasm, kernels: { build: "plain", only: ["Conv2DBackpropFilter"] } },
  cpu: { backend: "cpu", isThreaded: false, batchSize: 2 },
} as const satisfies Readonly<Record<string, Variant>>;

/** The name of one of the {@link variants}. */
export type VariantName = keyof typeof variants;

/** All names, in the order in which they are shown. */
export const variantNames = Object.keys(variants) as VariantName[];
