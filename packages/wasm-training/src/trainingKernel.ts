import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { backend_util, NamedAttrMap, TensorInfo } from "@tensorflow/tfjs-core";

/** The part of `tf.backend_util` that turns strides, padding and rounding into the sizes of a window operation. */
export type Geometry = Pick<
  typeof backend_util,
  "computeConv2DInfo" | "computePool2DInfo" | "convertConv2DDataFormat"
>;

/** The part of the WebAssembly backend that the kernels use. */
export type Backend = Pick<
  BackendWasm,
  "disposeData" | "incRef" | "makeOutput" | "typedArrayFromHeap"
>;

/** One call of a kernel, with what it needs of TensorFlow.js. */
interface KernelCall<Input extends string, Attributes> {
  readonly inputs: Readonly<Record<Input, TensorInfo>>;
  readonly attrs: Attributes;
  readonly backend: Backend;
  readonly geometry: Geometry;
  /** Runs a registered kernel of the same backend. The caller owns the result and disposes of it. */
  readonly run: (
    name: string,
    inputs: Record<string, TensorInfo>,
    attrs: NamedAttrMap,
  ) => TensorInfo;
}

/**
 * Computes the output of a kernel, or returns `undefined` to leave the call to TensorFlow.js's own kernel.
 * It decides before it allocates anything.
 */
export type TrainingKernel<Input extends string, Attributes> = (
  call: KernelCall<Input, Attributes>,
) => TensorInfo | undefined;

/** The number of elements of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((size, length) => size * length, 1);
}

/**
 * The values of a float32 tensor, on the heap of the backend.
 *
 * An allocation may grow the memory, which detaches every view: take views after the last allocation.
 */
export function valuesOf(backend: Backend, tensor: TensorInfo): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}
