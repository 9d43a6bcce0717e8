import type {
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs-core";
import { depthwiseInfo, type WindowInfo } from "../geometry.ts";
import { sizeOf, valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/** Gradient of a depthwise convolution with respect to its input, which TensorFlow.js lacks on this backend. */
export const depthwiseConv2DBackpropInput: TrainingKernel<
  "dy" | "filter",
  DepthwiseConv2dNativeBackpropInputAttrs
> = ({ inputs: { dy, filter }, attrs, backend, geometry }) => {
  const info = depthwiseInfo(geometry, attrs.inputShape, filter.shape, attrs);
  const dx = backend.makeOutput(attrs.inputShape, "float32");
  const weights = valuesOf(backend, filter);
  const gradients = valuesOf(backend, dy);
  const results = valuesOf(backend, dx).fill(0);
  eachProduct(info, (input, output, weight) => {
    results[input]! += gradients[output]! * weights[weight]!;
  });
  return dx;
};

/** Gradient of a depthwise convolution with respect to its filter, which TensorFlow.js lacks on this backend. */
export const depthwiseConv2DBackpropFilter: TrainingKernel<
  "x" | "dy",
  DepthwiseConv2dNativeBackpropFilterAttrs
> = ({ inputs: { x, dy }, attrs, backend, geometry }) => {
  const info = depthwiseInfo(geometry, x.shape, attrs.filterShape, attrs);
  const dw = backend.makeOutput(attrs.filterShape, "float32");
  const values = valuesOf(backend, x);
  const gradients = valuesOf(backend, dy);
  const totals = new Float64Array(sizeOf(attrs.filterShape));
  eachProduct(info, (input, output, weight) => {
    totals[weight]! += values[input]! * gradients[output]!;
  });
  valuesOf(backend, dw).set(totals);
  return dw;
};

/** Calls `visit` with the places of each value, weight and result that a depthwise convolution brings together. */
function eachProduct(
  info: WindowInfo,
  visit: (input: number, output: number, weight: number) => void,
): void {
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels } = info;
  const multiplier = outChannels / inChannels;
  for (let image = 0; image < info.batchSize; image++) {
    for (let outRow = 0; outRow < outHeight; outRow++) {
      for (let outColumn = 0; outColumn < outWidth; outColumn++) {
        const output = ((image * outHeight + outRow) * outWidth + outColumn) * outChannels;
        for (let filterRow = 0; filterRow < info.filterHeight; filterRow++) {
          const row =
            outRow * info.strideHeight + filterRow * info.dilationHeight - info.padInfo.top;
          if (row < 0 || row >= inHeight) continue;
          for (let filterColumn = 0; filterColumn < info.filterWidth; filterColumn++) {
            const column =
              outColumn * info.strideWidth + filterColumn * info.dilationWidth - info.padInfo.left;
            if (column < 0 || column >= inWidth) continue;
            const input = ((image * inHeight + row) * inWidth + column) * inChannels;
            const weight = (filterRow * info.filterWidth + filterColumn) * outChannels;
            for (let channel = 0; channel < outChannels; channel++) {
              visit(input + Math.floor(channel / multiplier), output + channel, weight + channel);
            }
          }
        }
      }
    }
  }
}
