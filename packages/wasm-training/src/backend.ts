import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/** The part of the WebAssembly backend that the kernels use. */
export type Backend = Pick<
  BackendWasm,
  "disposeData" | "getMemoryOffset" | "incRef" | "makeOutput" | "typedArrayFromHeap"
> & { readonly wasm: { readonly HEAPU8: Uint8Array } };
