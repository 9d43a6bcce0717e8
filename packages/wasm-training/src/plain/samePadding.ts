import type {
  Conv2DAttrs,
  DepthwiseConv2dNativeAttrs,
  FusedConv2DAttrs,
  FusedDepthwiseConv2DAttrs,
} from "@tensorflow/tfjs-core";
import { convolutionInfo, depthwiseInfo, sides, type WindowInfo } from "../geometry.ts";
import type { TrainingKernel } from "../trainingKernel.ts";

/**
 * The padding of each side in place of "same", where a stride above the filter steps over the last rows or columns:
 * TensorFlow.js's own kernel takes what is left over for a negative padding, and gives zeros.
 */
function correctedPadding(info: WindowInfo) {
  const { top, bottom, left, right, type } = info.padInfo;
  const isLeftOver = (size: number, outputs: number, stride: number, filter: number) =>
    (outputs - 1) * stride + filter < size;
  return (type as string) === "SAME" &&
    (isLeftOver(info.inHeight, info.outHeight, info.strideHeight, info.effectiveFilterHeight) ||
      isLeftOver(info.inWidth, info.outWidth, info.strideWidth, info.effectiveFilterWidth))
    ? sides(top, bottom, left, right)
    : undefined;
}

/** A convolution, by TensorFlow.js's own kernel. */
const convolution =
  (name: string): TrainingKernel<"x" | "filter", Conv2DAttrs | FusedConv2DAttrs> =>
  ({ inputs, attrs, geometry, run }) => {
    const info = convolutionInfo(geometry, inputs.x.shape, inputs.filter.shape, attrs);
    const pad = info.dataFormat === "channelsLast" ? correctedPadding(info) : undefined;
    return pad && run(name, inputs, { ...attrs, pad });
  };

/** A depthwise convolution, by TensorFlow.js's own kernel. */
const depthwise =
  (
    name: string,
  ): TrainingKernel<"x" | "filter", DepthwiseConv2dNativeAttrs | FusedDepthwiseConv2DAttrs> =>
  ({ inputs, attrs, geometry, run }) => {
    const info = depthwiseInfo(geometry, inputs.x.shape, inputs.filter.shape, attrs);
    const pad = correctedPadding(info);
    return pad && run(name, inputs, { ...attrs, pad });
  };

export const conv2D = /* @__PURE__ */ convolution("Conv2D");
export const fusedConv2D = /* @__PURE__ */ convolution("FusedConv2D");
export const depthwiseConv2D = /* @__PURE__ */ depthwise("DepthwiseConv2dNative");
export const fusedDepthwiseConv2D = /* @__PURE__ */ depthwise("FusedDepthwiseConv2D");
