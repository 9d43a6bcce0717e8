import { wordBytes } from "./scratch.ts";

/** Columns of a panel and rows of a tile, as in `kernels/lanes.h` and `kernels/product.c`. */
export const panelColumns = 8;
export const tile = 4;

/** The panels that so many columns fill. */
export function panelsOf(columns: number): number {
  return Math.ceil(columns / panelColumns);
}

/** Runs of consecutive values, all of one length. */
export interface Runs {
  /** Where each begins, in bytes from the first. */
  readonly offsets: readonly number[];
  /** How many values each has. */
  readonly length: number;
}

/**
 * The values under the taps of a filter, row by row: neighbouring taps of a row make one run.
 *
 * @param rows - The rows of the taps, from the first.
 * @param columns - The columns of the taps, from the first.
 */
export function runsOf(
  rows: readonly number[],
  columns: readonly number[],
  imageWidth: number,
  channels: number,
): Runs {
  const areNeighbours = columns.every((column, index) => column === index);
  const starts = areNeighbours ? columns.slice(0, 1) : columns;
  return {
    offsets: rows.flatMap((row) =>
      starts.map((column) => (row * imageWidth + column) * channels * wordBytes),
    ),
    length: (areNeighbours ? columns.length : 1) * channels,
  };
}
