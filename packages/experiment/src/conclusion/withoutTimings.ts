import type { Results } from "../records/results.ts";

/** The results without anything that differs from machine to machine or from run to run. */
export function withoutTimings(results: Results): Results {
  return {
    ...results,
    machines: [],
    summary: results.summary.map((row) => ({ ...row, examplesPerSecond: null })),
    trials: results.trials.map((result) => ({ ...result, timings: null })),
  };
}
