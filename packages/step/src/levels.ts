import { countAtMost } from "@anneal/core";
import type { PureBehaviour } from "@anneal/core";
import { timeline } from "./timeline.ts";

/** One of `values` from each of the ascending `boundaries` on; the first one before them. */
export const levels = (
  boundaries: readonly number[],
  values: readonly number[],
): PureBehaviour => ({
  at: (step) => values[countAtMost(boundaries, step)]!,
  ...timeline(boundaries.filter((_, index) => values[index] !== values[index + 1])),
});
