import type {
  DepthwiseConv2dNativeBackpropFilterAttrs,
  DepthwiseConv2dNativeBackpropInputAttrs,
} from "@tensorflow/tfjs-core";
import { depthwiseInfo } from "../geometry.ts";
import type { CompiledKernel } from "../trainingKernel.ts";
import { addressOf, withScratch, wordBytes } from "./scratch.ts";
import { windowWords, writeWindow } from "./window.ts";

/**
 * Gradient of a depthwise convolution with respect to its input. With a channel multiplier it is computed for each
 * channel of the output, and those of one channel of the input are summed.
 */
export const depthwiseConv2DBackpropInput: CompiledKernel<
  "dy" | "filter",
  DepthwiseConv2dNativeBackpropInputAttrs
> = ({ inputs: { dy, filter }, attrs, backend, geometry, compiled }) => {
  const info = depthwiseInfo(geometry, attrs.inputShape, filter.shape, attrs);
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  const multiplier = outChannels / inChannels;
  const inputPixels = info.inHeight * info.inWidth;
  const dx = backend.makeOutput(attrs.inputShape, "float32");
  withScratch(
    backend,
    {
      window: windowWords,
      taps: 2 * filterHeight * filterWidth,
      wide: multiplier === 1 ? 0 : inputPixels * outChannels,
    },
    ({ window, taps, wide }) => {
      writeWindow(backend, window, info);
      const outputBytes = info.outHeight * info.outWidth * outChannels * wordBytes;
      for (let image = 0; image < batchSize; image++) {
        const to = addressOf(backend, dx) + image * inputPixels * inChannels * wordBytes;
        compiled.depthwiseInputGradient(
          addressOf(backend, dy) + image * outputBytes,
          addressOf(backend, filter),
          multiplier === 1 ? to : wide,
          taps,
          window,
        );
        if (multiplier !== 1) {
          compiled.sumGroups(wide, inputPixels * inChannels, multiplier, to);
        }
      }
    },
  );
  return dx;
};

/**
 * Gradient of a depthwise convolution with respect to its filter. With a channel multiplier each channel of the input is
 * repeated, so that there are as many as in the output.
 */
export const depthwiseConv2DBackpropFilter: CompiledKernel<
  "x" | "dy",
  DepthwiseConv2dNativeBackpropFilterAttrs
> = ({ inputs: { x, dy }, attrs, backend, geometry, compiled }) => {
  const info = depthwiseInfo(geometry, x.shape, attrs.filterShape, attrs);
  const { batchSize, inChannels, outChannels, filterHeight, filterWidth } = info;
  const multiplier = outChannels / inChannels;
  const inputPixels = info.inHeight * info.inWidth;
  const dw = backend.makeOutput(attrs.filterShape, "float32");
  compiled.clear(addressOf(backend, dw), filterHeight * filterWidth * outChannels * wordBytes);
  const wideWords = multiplier === 1 ? 0 : inputPixels * outChannels;
  withScratch(backend, { window: windowWords, wide: wideWords }, ({ window, wide }) => {
    writeWindow(backend, window, info);
    const outputBytes = info.outHeight * info.outWidth * outChannels * wordBytes;
    for (let image = 0; image < batchSize; image++) {
      const from = addressOf(backend, x) + image * inputPixels * inChannels * wordBytes;
      if (multiplier !== 1) {
        compiled.repeatValues(from, inputPixels * inChannels, multiplier, wide);
      }
      compiled.addDepthwiseFilterGradient(
        multiplier === 1 ? from : wide,
        addressOf(backend, dy) + image * outputBytes,
        addressOf(backend, dw),
        window,
      );
    }
  });
  return dw;
};
