import type { Analysis } from "../analysis/schema.ts";
import { measuresOf } from "../task/metric.ts";
import { whole } from "./notation.ts";
import { comparedIn, quantityOf } from "./quantity.ts";

/** How intervals are made, in one phrase. */
export const describeIntervals = ({ confidence, resamples, seed }: Analysis["rules"]): string =>
  `${String(100 * confidence)} % intervals of the mean, Student's t below six seeds, from six on BCa bootstrap of ` +
  `${whole(resamples)} resamples, seed ${String(seed)}, widened as Student's t widens the usual interval`;

/** What a diverged trial counts as, as the end of a sentence. */
export function describeDiverged({ task, rules }: Analysis): string {
  if (rules.diverged === "excluded") return "are left out of the figures";
  if (task.diverged === null) return "count as the worst value that a trial of this run ended with";
  const { as, values } = task.diverged;
  const described = [...measuresOf(task.metrics)].flatMap(([measure, { split, metric }]) => {
    const value = values[metric.name];
    if (split !== "validation" || value === undefined) return [];
    const { write, unit } = quantityOf(task, measure);
    return [`${metric.name} ${write(value)}${unit}`];
  });
  return `count as ${as}: ${described.join(", ")}`;
}

/** What it takes to say that a schedule is better or worse, in one phrase. */
export function describeClaims(analysis: Analysis): string {
  const { margin, significance, seedsNeeded } = analysis.rules;
  const { write, differenceUnitInFull } = comparedIn(analysis);
  return (
    `the interval of the paired difference without 0, an exact sign-flip test whose p, adjusted for all schedules together, is below ${String(significance)}, ` +
    `and a difference above ${write(margin)}${differenceUnitInFull}, from ${String(seedsNeeded)} seeds on`
  );
}

/** How numbers became verdicts, as sentences. */
export const describeRules = (analysis: Analysis): readonly string[] => [
  `Intervals: ${describeIntervals(analysis.rules)}.`,
  `A claim takes all three: ${describeClaims(analysis)}.`,
  `Trials that diverged ${describeDiverged(analysis)}.`,
];
