import type { AvgPoolGradAttrs, MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import { poolInfo } from "../geometry.ts";
import type { CompiledKernel } from "../trainingKernel.ts";
import { addressOf, withScratch, wordBytes } from "./scratch.ts";
import { windowWords, writeWindow } from "./window.ts";

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
  const info = poolInfo(geometry, input.shape, attrs);
  const dx = backend.makeOutput(input.shape, "float32");
  const areApart = info.strideHeight >= info.filterHeight && info.strideWidth >= info.filterWidth;
  const isCovered =
    info.strideHeight === info.filterHeight &&
    info.strideWidth === info.filterWidth &&
    info.outHeight * info.strideHeight - info.padInfo.top >= info.inHeight &&
    info.outWidth * info.strideWidth - info.padInfo.left >= info.inWidth;
  const inputWords = info.inHeight * info.inWidth * info.inChannels;
  const outputWords = info.outHeight * info.outWidth * info.inChannels;
  const winnerWords = areApart ? 0 : outputWords;
  withScratch(backend, { window: windowWords, winners: winnerWords }, ({ window, winners }) => {
    writeWindow(backend, window, info);
    const from = addressOf(backend, input);
    const gradient = addressOf(backend, dy);
    const to = addressOf(backend, dx);
    if (areApart) {
      if (!isCovered) compiled.clear(to, info.batchSize * inputWords * wordBytes);
      compiled.maxPoolGradientApart(from, gradient, to, info.batchSize, window);
      return;
    }
    for (let image = 0; image < info.batchSize; image++) {
      const inputOffset = image * inputWords * wordBytes;
      const outputOffset = image * outputWords * wordBytes;
      compiled.findWinners(from + inputOffset, winners, window);
      compiled.sumWindows(gradient + outputOffset, winners, to + inputOffset, window, 1);
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
  const info = poolInfo(geometry, input.shape, attrs);
  const dx = backend.makeOutput(input.shape, "float32");
  const inputWords = info.inHeight * info.inWidth * info.inChannels;
  const outputWords = info.outHeight * info.outWidth * info.inChannels;
  const share = 1 / (info.filterHeight * info.filterWidth);
  withScratch(backend, { window: windowWords }, ({ window }) => {
    writeWindow(backend, window, info);
    for (let image = 0; image < info.batchSize; image++) {
      compiled.sumWindows(
        addressOf(backend, dy) + image * outputWords * wordBytes,
        0,
        addressOf(backend, dx) + image * inputWords * wordBytes,
        window,
        share,
      );
    }
  });
  return dx;
};
