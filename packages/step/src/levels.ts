import type { PureBehaviour } from "@anneal/core";
import { timeline } from "./timeline.ts";

/** One of `values` from each of the ascending `boundaries` on; the first one before them. */
export const levels = (
  boundaries: readonly number[],
  values: readonly number[],
): PureBehaviour => ({
  at(step) {
    let count = 0;
    while (step >= boundaries[count]!) count++;
    return values[count]!;
  },
  ...timeline(boundaries.filter((_, index) => values[index] !== values[index + 1])),
});
