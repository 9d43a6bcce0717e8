import type { Shape, Window } from "../model/operation.ts";
import type { ProgramWriter } from "./kernels.ts";
import { type Planning } from "./planned.ts";

/** Images with as wide a margin of zeros as an operation reads, or the images themselves where it reads no more. */
export interface PaddedImage {
  /** Words from a row to the next, and from an image to the next. */
  readonly rowWords: number;
  readonly imageWords: number;
  /** Copies images into the margin if there is one. Returns where they are. */
  readonly enter: (program: ProgramWriter, x: number, images: number) => number;
  /**
   * Hands out the gradient of the input, to which the operation adds.
   *
   * @param scratch - Where there is room for the gradient with its margin.
   */
  readonly gradient: (
    program: ProgramWriter,
    scratch: number,
    dx: number,
    images: number,
    add: (to: number) => void,
  ) => void;
  /** Words of scratch of an image: none without a margin. */
  readonly scratchWords: number;
}

/** Plans the margin for an operation that reads so many rows and columns, from the first of the margin. */
export function planPaddedImage(
  { layout, capacity }: Planning,
  x: Shape,
  { top, left }: Pick<Window, "top" | "left">,
  rows: number,
  columns: number,
  group: number,
): PaddedImage {
  const rowCount = Math.max(rows, top + x.height);
  const columnCount = Math.max(columns, left + x.width);
  const isPadded = rowCount > x.height || columnCount > x.width;
  const rowWords = columnCount * x.channels;
  const imageWords = rowCount * rowWords;
  const sourceRow = x.width * x.channels;
  const sourceImage = x.height * sourceRow;
  const inner = top * rowWords + left * x.channels;
  const padded = isPadded ? layout.take(imageWords * Math.min(group, capacity)) : 0;
  const copied = [x.height, sourceRow] as const;
  return {
    rowWords,
    imageWords,
    scratchWords: isPadded ? imageWords : 0,
    enter(program, from, images) {
      if (!isPadded) return from;
      const source = [from, sourceImage, sourceRow] as const;
      program.add("copyRows", ...source, padded + inner, imageWords, rowWords, images, ...copied);
      return padded;
    },
    gradient(program, scratch, dx, images, add) {
      const to = isPadded ? scratch : dx;
      program.add("clear", to, images * imageWords);
      add(to);
      if (!isPadded) return;
      const source = [scratch + inner, imageWords, rowWords] as const;
      program.add("copyRows", ...source, dx, sourceImage, sourceRow, images, ...copied);
    },
  };
}

/** The places of windows in padded images: the rows of images, of rows, and of columns, one after the other. */
export function windowPlaces(
  image: Pick<PaddedImage, "imageWords" | "rowWords">,
  images: number,
  positions: readonly (readonly [row: number, column: number])[],
  channels: number,
): readonly number[] {
  return Array.from({ length: images }, (_, index) =>
    positions.map(
      ([row, column]) => index * image.imageWords + row * image.rowWords + column * channels,
    ),
  ).flat();
}

/** The taps of a filter as runs of values that follow each other in the image, from the first value of an output. */
export function tapRuns(
  { rowWords }: Pick<PaddedImage, "rowWords">,
  { filterHeight, filterWidth, dilationHeight, dilationWidth }: Window,
  channels: number,
): { readonly places: readonly number[]; readonly length: number } {
  // The taps of a row are one run unless there is room between them.
  const runsOfRow = dilationWidth === 1 ? 1 : filterWidth;
  return {
    places: pixelsOf(filterHeight, runsOfRow).map(
      ([row, column]) => row * dilationHeight * rowWords + column * dilationWidth * channels,
    ),
    length: (filterWidth / runsOfRow) * channels,
  };
}

/** All pixels of a height and a width, row by row. */
export function pixelsOf(
  height: number,
  width: number,
): readonly (readonly [row: number, column: number])[] {
  return Array.from({ length: height * width }, (_, index) => [
    Math.floor(index / width),
    index % width,
  ]);
}
