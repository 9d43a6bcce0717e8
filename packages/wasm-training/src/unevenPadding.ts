import type { TensorInfo } from "@tensorflow/tfjs-core";
import { fail } from "./fail.ts";
import {
  convolutionInfo,
  depthwiseInfo,
  poolInfo,
  sides,
  type Geometry,
  type WindowInfo,
} from "./geometry.ts";

/** A call of a kernel with its padding replaced. */
type Sizes = (
  geometry: Geometry,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: never,
) => WindowInfo;

const convolution: Sizes = (geometry, { x, filter }, attrs) =>
  convolutionInfo(geometry, x!.shape, filter!.shape, attrs);
const depthwise: Sizes = (geometry, { x, filter }, attrs) =>
  depthwiseInfo(geometry, x!.shape, filter!.shape, attrs);
const pool: Sizes = (geometry, { x }, attrs) => poolInfo(geometry, x!.shape, attrs);

/** The sizes of the operations that write beyond their output if its width is wrong. */
const sizes: Readonly<Partial<Record<string, Sizes>>> = {
  Conv2D: convolution,
  FusedConv2D: convolution,
  Conv2DBackpropInput: (geometry, { filter }, attrs: { inputShape: number[] }) =>
    convolutionInfo(geometry, attrs.inputShape, filter!.shape, attrs as never),
  DepthwiseConv2dNative: depthwise,
  FusedDepthwiseConv2D: depthwise,
  MaxPool: pool,
  AvgPool: pool,
};

/**
 * Refuses a padding in one number with which the output would have the wrong width.
 *
 * TensorFlow.js then works out the width from the height of the window and its stride down, and the WebAssembly backend, which
 * works it out rightly, writes beyond the output.
 *
 * @throws {RangeError} If the width is wrong.
 */
export function refuseUnevenPadding(
  name: string,
  geometry: Geometry,
  inputs: Readonly<Record<string, TensorInfo>>,
  attrs: Readonly<Record<string, unknown>>,
): void {
  const sizesOf = sizes[name];
  const { pad } = attrs;
  if (!sizesOf || typeof pad !== "number") return;
  const isFirst = attrs["dataFormat"] === "NCHW";
  const margins = sides(pad, pad, pad, pad);
  const explicit = isFirst ? [margins[0], margins[3], margins[1], margins[2]] : margins;
  const wrong = sizesOf(geometry, inputs, attrs as never).outWidth;
  const right = sizesOf(geometry, inputs, { ...attrs, pad: explicit } as never).outWidth;
  if (wrong === right) return;
  fail(
    RangeError,
    `${name} cannot use the padding ${String(pad)} for a window or strides that are not square, where TensorFlow.js takes ${String(wrong)} for the width ${String(right)} of the output: give the padding of each side, ${JSON.stringify(explicit)}`,
  );
}
