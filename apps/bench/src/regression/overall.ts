import { intervalOf } from "@anneal/experiment/analysis";
import type { Rules } from "@anneal/experiment/analysis";
import {
  mean,
  signFlipTest,
  standardDeviation,
  studentDistance,
} from "@anneal/experiment/statistics";
import { detectableAbove } from "./changes.ts";
import { familiesOf, higherIsBetter } from "./pairs.ts";
import type { Measured, Paired, Pairing } from "./pairs.ts";
import type { Comparison, OverallChange } from "./schema.ts";

/** The mean over all schedules on each seed that all of them have. */
function meansBySeed(family: readonly Paired[]): readonly number[] {
  const [first, ...others] = family.map(
    ({ seeds, worsening }) => new Map(seeds.map((seed, index) => [seed, worsening[index]!])),
  );
  return [...(first ?? [])].flatMap(([seed, value]) =>
    others.every((other) => other.has(seed))
      ? [mean([value, ...others.map((other) => other.get(seed)!)])]
      : [],
  );
}

function changeOf(
  family: readonly Paired[],
  task: Measured,
  { overallSignificance, seedsNeeded }: Comparison["rules"],
  resampling: Rules,
): readonly OverallChange[] {
  const worsening = meansBySeed(family);
  const n = worsening.length;
  if (n === 0) return [];
  const { metric } = family[0]!;
  const sign = higherIsBetter(metric, task) ? -1 : 1;
  const difference = mean(worsening);
  const shared = {
    metric,
    schedules: family.length,
    n,
    difference: sign * difference,
    interval: intervalOf(
      worsening.map((value) => sign * value),
      resampling,
    ),
    p: n < seedsNeeded ? null : signFlipTest(worsening, { seed: resampling.seed }),
  };
  if (worsening.every((value) => value === 0)) {
    // What two equal runs scatter by is not known, and so is what a run that is not equal would show.
    return [{ ...shared, threshold: null, detectable: null, verdict: "identical" }];
  }
  const sd = standardDeviation(worsening);
  if (sd === null) {
    return [{ ...shared, threshold: null, detectable: null, verdict: "too few seeds" }];
  }
  const standardError = sd / Math.sqrt(n);
  const threshold = standardError * studentDistance(1 - overallSignificance, n - 1);
  const margin = Math.max(...family.map((own) => own.margin));
  const limit = Math.max(margin, threshold);
  const seedsAgree = shared.p === null || shared.p < 0.05;
  const shown = Math.abs(difference) > limit && seedsAgree;
  return [
    {
      ...shared,
      threshold,
      detectable: detectableAbove(limit, standardError, n - 1),
      verdict: !shown ? "no change shown" : difference > 0 ? "worse" : "better",
    },
  ];
}

/**
 * Compares the mean over all schedules, metric by metric: a change that meets all of them is seen in their mean long before
 * it is seen in any one of them.
 *
 * On a seed the schedules share their first weights and the order of their data, so that the mean over the schedules is one
 * observation a seed. Worse or better takes a difference that exceeds the margin and what noise gives once in a hundred
 * comparisons by Student's t, and from six seeds on a sign-flip test below 0.05.
 *
 * @returns One change for each metric that all schedules have on a common seed.
 */
export const overallChangesOf = (
  pairings: readonly Pairing[],
  task: Measured,
  rules: Comparison["rules"],
  resampling: Rules,
): readonly OverallChange[] =>
  familiesOf(pairings, task, rules).flatMap((family) => changeOf(family, task, rules, resampling));
