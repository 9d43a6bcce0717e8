import type { NamedAttrMap, SumAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Backend } from "./backend.ts";
import type { CompiledKernels } from "./compiled/kernels.ts";
import type { Geometry } from "./geometry.ts";

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

/** The same with the functions compiled to WebAssembly; `undefined` leaves the call to the plain kernel. */
export type CompiledKernel<Input extends string, Attributes> = (
  call: KernelCall<Input, Attributes> & { readonly compiled: CompiledKernels },
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

/** A sum over the leading axes of a tensor, or `undefined` if it is another sum. */
export function leadingSum(
  { shape, dtype }: TensorInfo,
  { axis, keepDims }: SumAttrs,
): { readonly rows: number; readonly kept: number[]; readonly shape: number[] } | undefined {
  const rank = shape.length;
  // TensorFlow.js passes `null` for every axis, which is no index and so left to its own kernel.
  const axes = [axis].flat().map((index) => (index < 0 ? index + rank : index));
  const areLeading = axes.every((value, index) => value === index);
  if (dtype !== "float32" || !areLeading || axes.length === 0 || axes.length === rank) {
    return undefined;
  }
  const kept = shape.slice(axes.length);
  return {
    rows: sizeOf(shape.slice(0, axes.length)),
    kept,
    shape: keepDims ? [...axes.map(() => 1), ...kept] : kept,
  };
}
