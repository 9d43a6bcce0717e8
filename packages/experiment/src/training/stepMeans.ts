import type { Score } from "../records/results.ts";
import { finite } from "./epoch.ts";

/** Means of what was told of single updates. */
interface StepMeans {
  /** Counts the metrics of one update. */
  add(score: Score): void;
  /** The mean of each metric over the updates that named it, and `null` if one of its values is no finite number. */
  take(): Score;
}

/** Begins to count. `take` gives the means and begins anew. */
export function startStepMeans(): StepMeans {
  let sums = new Map<string, { total: number; count: number }>();
  return {
    add(score) {
      for (const [metric, value] of Object.entries(score)) {
        const { total, count } = sums.get(metric) ?? { total: 0, count: 0 };
        sums.set(metric, { total: total + (value ?? NaN), count: count + 1 });
      }
    },
    take() {
      const means = [...sums].map(
        ([metric, { total, count }]) => [metric, finite(total / count)] as const,
      );
      sums = new Map();
      return Object.fromEntries(means);
    },
  };
}
