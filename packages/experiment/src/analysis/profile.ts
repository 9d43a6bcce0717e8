import { performanceProfile } from "../statistics/performanceProfile.ts";
import type { Run } from "./runs.ts";
import type { Profile } from "./schema.ts";

/** Beyond four times the fewest steps, how many more no longer matters. */
const limit = 4;

/** The performance profile of the steps to the target, a seed being a problem; `null` if there is nothing to compare. */
export function profileOf(
  contestants: readonly { readonly name: string; readonly runs: readonly Run[] }[],
): Profile | null {
  const present = contestants.filter(({ runs }) => runs.length > 0);
  if (present.length < 2) return null;
  const steps = present.map(
    ({ runs }) => new Map(runs.map(({ seed, stepsToTarget }) => [seed, stepsToTarget])),
  );
  const seeds = [...steps[0]!.keys()].filter(
    (seed) =>
      steps.every((own) => own.has(seed)) && steps.some((own) => typeof own.get(seed) === "number"),
  );
  if (seeds.length === 0) return null;
  const { ratios, shares, scores } = performanceProfile(
    steps.map((own) => seeds.map((seed) => own.get(seed) ?? Infinity)),
    limit,
  );
  return {
    seeds,
    ratios: [...ratios],
    limit,
    schedules: present.map(({ name }, index) => ({
      name,
      shares: [...shares[index]!],
      score: scores[index]!,
    })),
  };
}
