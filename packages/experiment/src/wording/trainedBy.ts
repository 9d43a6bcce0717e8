import { describeBackend, describeEngine } from "../records/backend.ts";
import { isFinished } from "../records/results.ts";
import type { Results } from "../records/results.ts";

/**
 * What trained the trials of a run: the backend, and the engines that took its whole steps. Several engines give the same
 * numbers, each at a speed of its own.
 */
export function trainedBy({ backend, trials }: Pick<Results, "backend" | "trials">): string {
  const engines = new Set(
    trials
      .filter(isFinished)
      .flatMap(({ timings }) => (timings?.engine ? [describeEngine(timings.engine)] : [])),
  );
  const by = engines.size === 0 ? "" : `, by ${[...engines].sort().join(" and ")}`;
  return `${describeBackend(backend)}${by}`;
}
