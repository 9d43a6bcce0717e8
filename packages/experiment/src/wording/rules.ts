import type { Analysis } from "../analysis/schema.ts";
import { loss, percent, whole } from "./notation.ts";

/** How intervals are made, in one phrase. */
export const describeIntervals = ({ confidence, resamples, seed }: Analysis["rules"]): string =>
  `${String(100 * confidence)} % intervals of the mean, Student's t below six seeds, from six on BCa bootstrap of ` +
  `${whole(resamples)} resamples, seed ${String(seed)}, widened as Student's t widens the usual interval`;

/** What a diverged trial counts as, as the end of a sentence. */
export const describeDiverged = ({ diverged, chance }: Analysis["rules"]): string =>
  diverged === "chance"
    ? `count as a model that guesses: accuracy ${percent(chance.accuracy)} %, loss ${loss(chance.loss)}`
    : "are left out of the figures";

/** What it takes to say that a schedule is better or worse, in one phrase. */
export const describeClaims = ({ margin, significance, seedsNeeded }: Analysis["rules"]): string =>
  `the interval of the paired difference without 0, an exact sign-flip test whose p, adjusted for all schedules together, is below ${String(significance)}, ` +
  `and a difference above ${percent(margin)} percentage points, from ${String(seedsNeeded)} seeds on`;

/** How numbers became verdicts, as sentences. */
export const describeRules = (rules: Analysis["rules"]): readonly string[] => [
  `Intervals: ${describeIntervals(rules)}.`,
  `A claim takes all three: ${describeClaims(rules)}.`,
  `Trials that diverged ${describeDiverged(rules)}.`,
];
