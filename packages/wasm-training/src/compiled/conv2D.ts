import type { Conv2DAttrs } from "@tensorflow/tfjs-core";
import { convolutionInfo } from "../geometry.ts";
import type { CompiledKernel } from "../trainingKernel.ts";
import { convolve } from "./convolution.ts";
import { extentOf, paddedImage } from "./paddedImage.ts";
import { range } from "./range.ts";
import { runsOf } from "./runs.ts";

/** With fewer input channels TensorFlow.js's own kernel is faster; with fewer pixels copying the weights costs more. */
const fewestChannels = 8;
const fewestPixels = 256;

/**
 * A convolution. TensorFlow.js's own kernel prepares each filter once for all calls, which in training, where the filter
 * changes after every call, does not help; and with threads it uses all of them.
 */
export const conv2D: CompiledKernel<"x" | "filter", Conv2DAttrs> = ({
  inputs: { x, filter },
  attrs,
  backend,
  geometry,
  compiled,
}) => {
  const info = convolutionInfo(geometry, x.shape, filter.shape, attrs);
  const { inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  if (
    info.dataFormat !== "channelsLast" ||
    inChannels < fewestChannels ||
    info.batchSize * outHeight * outWidth < fewestPixels ||
    !(backend.wasm.HEAPU8.buffer instanceof ArrayBuffer)
  ) {
    return undefined;
  }
  const rows = range(info.filterHeight).map((row) => row * info.dilationHeight);
  const columns = range(info.filterWidth).map((column) => column * info.dilationWidth);
  const image = paddedImage(
    info.inHeight,
    inWidth,
    inChannels,
    extentOf(outHeight, info.strideHeight, rows, padInfo.top),
    extentOf(outWidth, info.strideWidth, columns, padInfo.left),
  );
  const y = backend.makeOutput(info.outShape, "float32");
  convolve(backend, compiled, {
    batchSize: info.batchSize,
    x,
    image,
    inChannels,
    filter,
    isTransposed: false,
    y,
    outputWords: outHeight * outWidth * outChannels,
    outChannels,
    passes: [
      {
        places: range(outHeight).flatMap((row) =>
          range(outWidth).map(
            (column) =>
              (row * info.strideHeight * image.width + column * info.strideWidth) * inChannels,
          ),
        ),
        targets: range(outHeight * outWidth).map((pixel) => pixel * outChannels),
        runs: runsOf(rows, columns, image.width, inChannels),
        taps: range(info.filterHeight * info.filterWidth),
      },
    ],
  });
  return y;
};
