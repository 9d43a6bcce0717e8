import type { Interval } from "./interval.ts";
import { quantileOfSorted } from "./quantile.ts";

/** The resampled statistics without the share `outside` at each end. `resampled` is in ascending order. */
export function percentileInterval(resampled: ArrayLike<number>, outside: number): Interval {
  return {
    low: quantileOfSorted(resampled, outside),
    high: quantileOfSorted(resampled, 1 - outside),
  };
}
