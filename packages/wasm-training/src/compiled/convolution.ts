import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Backend } from "../backend.ts";
import type { CompiledKernels } from "./kernels.ts";
import type { PaddedImage } from "./paddedImage.ts";
import { range } from "./range.ts";
import { panelColumns, panelsOf, type Runs } from "./runs.ts";
import { addressOf, withScratch, wordBytes, writeIntegers } from "./scratch.ts";

/** As many pixels as fill the tiles of four well; smaller images are taken together. */
const manyPixels = 64;

/** Some pixels of the output of a convolution, all under the same taps. */
interface Pass {
  /** For each pixel the word of its first tap in the padded image. */
  readonly places: readonly number[];
  /** For each pixel its word in the output. */
  readonly targets: readonly number[];
  readonly runs: Runs;
  /** The taps in the order of the runs, as places in the filter. */
  readonly taps: readonly number[];
}

/** A convolution of images in NHWC format. */
interface Convolution {
  readonly batchSize: number;
  readonly x: TensorInfo;
  readonly image: PaddedImage;
  readonly inChannels: number;
  readonly filter: TensorInfo;
  /** Whether the filter has the channels of the output before those of the input. */
  readonly isTransposed: boolean;
  readonly y: TensorInfo;
  /** Words of one image of the output. */
  readonly outputWords: number;
  readonly outChannels: number;
  readonly passes: readonly Pass[];
}

/** Computes every pixel of the output that one of the passes names. */
export function convolve(
  backend: Backend,
  compiled: CompiledKernels,
  {
    batchSize,
    x,
    image,
    inChannels,
    filter,
    isTransposed,
    y,
    outputWords,
    outChannels,
    passes,
  }: Convolution,
): void {
  const pixels = passes.reduce((sum, { places }) => sum + places.length, 0);
  const group = Math.max(1, Math.min(batchSize, Math.floor(manyPixels / pixels)));
  const imageWords = image.imageBytes / wordBytes;
  const stepWords = image.scratchWords || imageWords;

  // One after the other in the same memory.
  let words = 0;
  const take = (count: number) => {
    const start = words * wordBytes;
    words += Math.ceil(count / 4) * 4;
    return start;
  };
  const plans = passes.map((pass) => ({
    ...pass,
    depth: pass.taps.length * inChannels,
    runsAt: take(pass.runs.offsets.length),
    placesAt: take(group * pass.places.length),
    targetsAt: take(group * pass.places.length),
    weightsAt: take(pass.taps.length * inChannels * panelsOf(outChannels) * panelColumns),
  }));

  withScratch(backend, { plans: words, padded: image.scratchWords * group }, (scratch) => {
    const grouped = (places: readonly number[], step: number) =>
      range(group).flatMap((index) => places.map((place) => (index * step + place) * wordBytes));
    for (const { places, targets, runs, taps, depth, ...at } of plans) {
      writeIntegers(backend, scratch.plans + at.runsAt, runs.offsets);
      writeIntegers(backend, scratch.plans + at.placesAt, grouped(places, stepWords));
      writeIntegers(backend, scratch.plans + at.targetsAt, grouped(targets, outputWords));
      taps.forEach((tap, index) => {
        compiled.packPanels(
          addressOf(backend, filter) + tap * inChannels * outChannels * wordBytes,
          (isTransposed ? 1 : outChannels) * wordBytes,
          (isTransposed ? inChannels : 1) * wordBytes,
          inChannels,
          outChannels,
          scratch.plans + at.weightsAt + index * inChannels * panelColumns * wordBytes,
          depth * panelColumns * wordBytes,
        );
      });
    }
    compiled.clear(scratch.padded, image.scratchWords * group * wordBytes);
    for (let first = 0; first < batchSize; first += group) {
      const images = Math.min(group, batchSize - first);
      const padded = range(images).map((index) =>
        image.copy(
          compiled,
          addressOf(backend, x) + (first + index) * image.imageBytes,
          scratch.padded + index * image.scratchWords * wordBytes,
        ),
      );
      for (const { places, runs, ...at } of plans) {
        compiled.convolve(
          padded[0]!,
          scratch.plans + at.placesAt,
          scratch.plans + at.targetsAt,
          images * places.length,
          scratch.plans + at.runsAt,
          runs.offsets.length,
          runs.length * wordBytes,
          scratch.plans + at.weightsAt,
          addressOf(backend, y) + first * outputWords * wordBytes,
          outChannels,
        );
      }
    }
  });
}
