import { positiveInteger } from "@anneal/core";
import type { LearningRateRange } from "./findLearningRate.ts";
import { demand } from "./refuse.ts";

/**
 * The smoothed losses of a range test as a line of block characters, for a terminal: the lowest at the bottom, the highest
 * at the top, on a logarithmic scale of rates.
 *
 * @param range - What {@link findLearningRate} returned.
 * @param width - Number of characters: an integer of at least 1. @defaultValue `40`
 * @returns `width` characters; empty if there are no points.
 * @throws {RangeError} If `width` is not an integer of at least 1.
 * @throws {TypeError} If `width` is not a number.
 *
 * @example
 * ```ts
 * rangeSparkline(range, 8); // => "███▇▄▁▂█"
 * ```
 */
export function rangeSparkline({ points }: LearningRateRange, width = 40): string {
  demand("rangeSparkline: width", positiveInteger, width);
  const losses = points.map(({ smoothed }) => smoothed);
  const [lowest, highest] = [Math.min(...losses), Math.max(...losses)];
  return Array.from({ length: losses.length && width }, (_item, column) => {
    const index = Math.round((column * (losses.length - 1)) / Math.max(1, width - 1));
    const height = (losses[index]! - lowest) / (highest - lowest || 1);
    return "▁▂▃▄▅▆▇█"[Math.min(7, Math.floor(height * 8))]!;
  }).join("");
}
