import type { Conv2DBackpropInputAttrs } from "@tensorflow/tfjs-core";
import { convolutionInfo, type Dilated } from "../geometry.ts";
import type { CompiledKernel } from "../trainingKernel.ts";
import { convolve } from "./convolution.ts";
import { paddedImage } from "./paddedImage.ts";
import { outputsOf, phasesOf } from "./phases.ts";
import { runsOf } from "./runs.ts";

/**
 * Gradient of a convolution with respect to its input: for each phase of the stride, the convolution of the padded `dy`
 * with the taps of that phase, in reverse and with the channels exchanged.
 */
export const conv2DBackpropInput: CompiledKernel<
  "dy" | "filter",
  Conv2DBackpropInputAttrs & Dilated
> = ({ inputs: { dy, filter }, attrs, backend, geometry, compiled }) => {
  const info = convolutionInfo(geometry, attrs.inputShape, filter.shape, attrs);
  if (info.dataFormat !== "channelsLast" || dy.dtype !== "float32" || filter.dtype !== "float32") {
    return undefined;
  }
  const { inHeight, inWidth, inChannels, outHeight, outWidth, outChannels, padInfo } = info;
  const { strideHeight, strideWidth, dilationHeight, dilationWidth } = info;
  const rows = phasesOf(inHeight, padInfo.top, strideHeight, dilationHeight, info.filterHeight);
  const columns = phasesOf(inWidth, padInfo.left, strideWidth, dilationWidth, info.filterWidth);
  const image = paddedImage(outHeight, outWidth, outChannels, outputsOf(rows), outputsOf(columns));
  const passes = rows.flatMap((row) =>
    columns.map((column) => ({
      places: row.outputs.flatMap((y) =>
        column.outputs.map((x) => ((y + image.top) * image.width + x + image.left) * outChannels),
      ),
      targets: row.inputs.flatMap((y) => column.inputs.map((x) => (y * inWidth + x) * inChannels)),
      runs: runsOf(row.steps, column.steps, image.width, outChannels),
      taps: row.taps.flatMap((y) => column.taps.map((x) => y * info.filterWidth + x)),
    })),
  );
  const dx = backend.makeOutput(attrs.inputShape, "float32");
  convolve(backend, compiled, {
    batchSize: info.batchSize,
    x: dy,
    image,
    inChannels: outChannels,
    filter,
    isTransposed: true,
    y: dx,
    outputWords: inHeight * inWidth * inChannels,
    outChannels: inChannels,
    passes,
  });
  return dx;
};
