import type { AvgPoolGradAttrs, MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import type { CompiledKernel } from "../trainingKernel.ts";
import { addressOf, withScratch, wordBytes } from "./scratch.ts";

/**
 * Gradient of max pooling: each window hands its gradient to its first maximum, in row-major order.
 *
 * Bit for bit what the cpu backend computes, so a window without any value above -Infinity hands on nothing, and the
 * gradients that meet in one element are added in double precision, in the order of their windows.
 */
export const maxPoolGrad: CompiledKernel<"dy" | "input", MaxPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
  geometry,
  compiled,
}) => {
  if (input.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const info = geometry.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
    attrs.dimRoundingMode,
  );
  const dx = backend.makeOutput(input.shape, "float32");
  const sizes = windowSizes(info);
  const areApart = info.strideHeight >= info.filterHeight && info.strideWidth >= info.filterWidth;
  const inputWords = info.inHeight * info.inWidth * info.inChannels;
  const outputWords = info.outHeight * info.outWidth * info.inChannels;
  if (areApart) {
    const to = addressOf(backend, dx);
    const isCovered =
      info.strideHeight === info.filterHeight &&
      info.strideWidth === info.filterWidth &&
      info.outHeight * info.strideHeight - info.padInfo.top >= info.inHeight &&
      info.outWidth * info.strideWidth - info.padInfo.left >= info.inWidth;
    if (!isCovered) compiled.clear(to, info.batchSize * inputWords * wordBytes);
    compiled.maxPoolGradientApart(
      addressOf(backend, input),
      addressOf(backend, dy),
      to,
      info.batchSize,
      ...sizes,
    );
    return dx;
  }
  withScratch(backend, { winners: outputWords }, ({ winners }) => {
    for (let image = 0; image < info.batchSize; image++) {
      const inputOffset = image * inputWords * wordBytes;
      compiled.findWinners(addressOf(backend, input) + inputOffset, winners, ...sizes);
      compiled.sumWindows(
        addressOf(backend, dy) + image * outputWords * wordBytes,
        winners,
        addressOf(backend, dx) + inputOffset,
        ...sizes,
        1,
      );
    }
  });
  return dx;
};

/**
 * Gradient of average pooling. As on the cpu backend, a window's gradient is divided by the size of the window, even where
 * part of the window is padding.
 */
export const avgPoolGrad: CompiledKernel<"dy" | "input", AvgPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
  geometry,
  compiled,
}) => {
  if (dy.dtype !== "float32") return undefined;
  const info = geometry.computePool2DInfo(
    input.shape as [number, number, number, number],
    attrs.filterSize,
    attrs.strides,
    1,
    attrs.pad,
  );
  const dx = backend.makeOutput(input.shape, "float32");
  const inputWords = info.inHeight * info.inWidth * info.inChannels;
  const outputWords = info.outHeight * info.outWidth * info.inChannels;
  for (let image = 0; image < info.batchSize; image++) {
    compiled.sumWindows(
      addressOf(backend, dy) + image * outputWords * wordBytes,
      0,
      addressOf(backend, dx) + image * inputWords * wordBytes,
      ...windowSizes(info),
      1 / (info.filterHeight * info.filterWidth),
    );
  }
  return dx;
};

/** What the compiled functions take of a pooling, in their order. */
function windowSizes(
  info: ReturnType<Parameters<typeof maxPoolGrad>[0]["geometry"]["computePool2DInfo"]>,
) {
  return [
    info.inHeight,
    info.inWidth,
    info.inChannels,
    info.outHeight,
    info.outWidth,
    info.filterHeight,
    info.filterWidth,
    info.strideHeight,
    info.strideWidth,
    info.padInfo.top,
    info.padInfo.left,
  ] as const;
}
