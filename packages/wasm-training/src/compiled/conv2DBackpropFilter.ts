import type { Conv2DBackpropFilterAttrs } from "@tensorflow/tfjs-core";
import { convolutionInfo, type Dilated } from "../geometry.ts";
import type { CompiledKernel } from "../trainingKernel.ts";
import { extentOf, paddedImage } from "./paddedImage.ts";
import { range } from "./range.ts";
import { panelColumns, panelsOf, runsOf, tile } from "./runs.ts";
import { addressOf, withScratch, wordBytes, writeIntegers } from "./scratch.ts";

/** So few taps that copying the gradient into panels costs more than reading it in steps. */
const fewTaps = 16;

/**
 * Gradient of a convolution with respect to its filter: for each tap of the filter, the products of the pixels it met
 * with the gradients of the pixels it made.
 */
export const conv2DBackpropFilter: CompiledKernel<
  "x" | "dy",
  Conv2DBackpropFilterAttrs & Dilated
> = ({ inputs: { x, dy }, attrs, backend, geometry, compiled }) => {
  const info = convolutionInfo(geometry, x.shape, attrs.filterShape, attrs);
  if (info.dataFormat !== "channelsLast" || x.dtype !== "float32" || dy.dtype !== "float32") {
    return undefined;
  }
  const { batchSize, inChannels, outChannels, outHeight, outWidth } = info;
  const dw = backend.makeOutput(attrs.filterShape, "float32");
  const pixels = outHeight * outWidth;
  const rows = range(info.filterHeight).map((row) => row * info.dilationHeight);
  const columns = range(info.filterWidth).map((column) => column * info.dilationWidth);
  const image = paddedImage(
    info.inHeight,
    info.inWidth,
    inChannels,
    extentOf(outHeight, info.strideHeight, rows, info.padInfo.top),
    extentOf(outWidth, info.strideWidth, columns, info.padInfo.left),
  );
  const { offsets, length } = runsOf(rows, columns, image.width, inChannels);
  const panels = panelsOf(outChannels);
  const isDirect = outChannels % panelColumns === 0 && offsets.length * length <= fewTaps;
  const totalWords = panels * offsets.length * Math.ceil(length / tile) * tile * panelColumns;

  withScratch(
    backend,
    {
      runs: offsets.length,
      padded: image.scratchWords,
      panels: isDirect ? 0 : panels * pixels * panelColumns,
      totals: totalWords,
    },
    (scratch) => {
      writeIntegers(backend, scratch.runs, offsets);
      compiled.clear(scratch.totals, totalWords * wordBytes);
      compiled.clear(scratch.padded, image.scratchWords * wordBytes);
      const source = addressOf(backend, x);
      const gradient = addressOf(backend, dy);
      const gradientBytes = pixels * outChannels * wordBytes;
      // An empty batch leaves the zeros.
      for (let index = 0; index < batchSize; index++) {
        const from = gradient + index * gradientBytes;
        if (!isDirect) {
          compiled.packPanels(
            from,
            outChannels * wordBytes,
            wordBytes,
            pixels,
            outChannels,
            scratch.panels,
            pixels * panelColumns * wordBytes,
          );
        }
        compiled.addFilterGradient(
          image.copy(compiled, source + index * image.imageBytes, scratch.padded),
          info.strideHeight * image.width * inChannels * wordBytes,
          info.strideWidth * inChannels * wordBytes,
          outHeight,
          outWidth,
          scratch.runs,
          offsets.length,
          length,
          isDirect ? from : scratch.panels,
          (isDirect ? panelColumns : pixels * panelColumns) * wordBytes,
          (isDirect ? outChannels : panelColumns) * wordBytes,
          panels,
          scratch.totals,
        );
      }
      compiled.storeFilterGradient(
        scratch.totals,
        offsets.length,
        length,
        outChannels,
        addressOf(backend, dw),
      );
    },
  );
  return dw;
};
