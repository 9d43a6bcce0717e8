import type { Extent } from "./paddedImage.ts";
import { range } from "./range.ts";

/**
 * The inputs of one axis that meet the same taps of the filter.
 *
 * An input `i` meets output `o` at tap `k` where `i + pad = o · stride + k · dilation`: which taps those can be depends on
 * `(i + pad) mod stride` alone. With the taps in falling order, their outputs rise.
 */
export interface Phase {
  /** The inputs, in rising order. */
  readonly inputs: readonly number[];
  /** For each input the output at the first tap, which may be outside of the image. */
  readonly outputs: readonly number[];
  /** The taps, in falling order. */
  readonly taps: readonly number[];
  /** For each tap its output, from that of the first tap. */
  readonly steps: readonly number[];
}

/** The phases of an axis, as many as its stride; some may be without taps. */
export function phasesOf(
  size: number,
  pad: number,
  stride: number,
  dilation: number,
  filterSize: number,
): readonly Phase[] {
  return Array.from({ length: stride }, (_, phase) => {
    const taps = range(filterSize)
      .reverse()
      .filter((tap) => (tap * dilation) % stride === phase);
    const back = taps.map((tap) => (tap * dilation - phase) / stride);
    const farthest = back[0] ?? 0;
    const inputs = range(size).filter((input) => (input + pad) % stride === phase);
    return {
      inputs,
      outputs: inputs.map((input) => (input + pad - phase) / stride - farthest),
      taps,
      steps: back.map((step) => farthest - step),
    };
  });
}

/** The first and the last output that any of the phases reads. */
export function outputsOf(phases: readonly Phase[]): Extent {
  const read = phases.filter(({ inputs, taps }) => inputs.length > 0 && taps.length > 0);
  return {
    first: Math.min(0, ...read.map(({ outputs }) => outputs[0]!)),
    last: Math.max(0, ...read.map(({ outputs, steps }) => outputs.at(-1)! + steps.at(-1)!)),
  };
}
