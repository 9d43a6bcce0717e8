import type { CompiledKernels } from "./kernels.ts";
import { wordBytes } from "./scratch.ts";

/** The rows or the columns of an image that an operation reads; those outside of the image count as zeros. */
export interface Extent {
  readonly first: number;
  readonly last: number;
}

/** What the taps of a filter reach along one axis. */
export function extentOf(
  outputs: number,
  stride: number,
  taps: readonly number[],
  padding: number,
): Extent {
  return { first: -padding, last: (outputs - 1) * stride + taps.at(-1)! - padding };
}

/** An image with a margin of zeros wide enough for an operation, or the image itself where it needs none. */
export interface PaddedImage {
  /** Rows and columns of the margin before the first of the image. */
  readonly top: number;
  readonly left: number;
  readonly height: number;
  readonly width: number;
  /** Bytes of an image without its margin. */
  readonly imageBytes: number;
  /** Words that {@link copy} needs, all zeros before its first call: none if there is no margin. */
  readonly scratchWords: number;
  /** Copies an image into the middle of the margin. Returns where the padded image is. */
  readonly copy: (compiled: CompiledKernels, from: number, scratch: number) => number;
}

/** Plans the margin of images in NHWC format. */
export function paddedImage(
  imageHeight: number,
  imageWidth: number,
  channels: number,
  rows: Extent,
  columns: Extent,
): PaddedImage {
  const top = Math.max(0, -rows.first);
  const left = Math.max(0, -columns.first);
  const height = top + Math.max(imageHeight, rows.last + 1);
  const width = left + Math.max(imageWidth, columns.last + 1);
  const isPadded = height !== imageHeight || width !== imageWidth;
  const rowBytes = imageWidth * channels * wordBytes;
  return {
    top,
    left,
    height,
    width,
    imageBytes: imageHeight * rowBytes,
    scratchWords: isPadded ? height * width * channels : 0,
    copy(compiled, from, scratch) {
      if (!isPadded) return from;
      const start = scratch + (top * width + left) * channels * wordBytes;
      compiled.copyRows(from, rowBytes, start, width * channels * wordBytes, rowBytes, imageHeight);
      return scratch;
    },
  };
}
