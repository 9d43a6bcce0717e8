import { intervalOf } from "@anneal/experiment/analysis";
import type { Rules } from "@anneal/experiment/analysis";
import {
  mean,
  signFlipTest,
  standardDeviation,
  studentDistance,
} from "@anneal/experiment/statistics";
import { familiesOf, higherIsBetter } from "./pairs.ts";
import type { Measured, Paired, Pairing } from "./pairs.ts";
import type { Change, Comparison } from "./schema.ts";

/** What a schedule's own seeds must say of a difference. */
const ownConfidence = 0.995;

/** How many of the runs show a difference that is called detectable. */
const power = 0.8;

/**
 * The smallest true difference that four of five runs like this one would show: above what must be exceeded, by as much as
 * the mean falls short of the truth in the fifth.
 */
export const detectableAbove = (limit: number, standardError: number, degrees: number): number =>
  // A distance to both sides of 0.6 leaves a fifth at either end.
  limit + standardError * studentDistance(2 * power - 1, degrees);

interface Noise {
  /** What a difference must exceed to be told from noise. */
  readonly threshold: number;
  readonly standardError: number;
  readonly degrees: number;
}

/**
 * What the mean of some differences must exceed to be told from noise.
 *
 * A few seeds tell little of their own spread, so it is pooled over all schedules; a schedule that is noisier than the others
 * is held to its own as well.
 *
 * @returns `null` if no schedule has two seeds.
 */
function noiseOf(
  { worsening }: Paired,
  family: readonly Paired[],
  tests: number,
  significance: number,
): Noise | null {
  let squares = 0;
  let degrees = 0;
  for (const { worsening } of family) {
    squares += (standardDeviation(worsening) ?? 0) ** 2 * (worsening.length - 1);
    degrees += worsening.length - 1;
  }
  if (degrees === 0) return null;
  const n = worsening.length;
  const distance = studentDistance(1 - significance / tests, degrees);
  const pooled = Math.sqrt(squares / degrees) * distance;
  const own = standardDeviation(worsening) ?? 0;
  const ownDistance = n === 1 ? 0 : Math.max(distance, studentDistance(ownConfidence, n - 1));
  return {
    threshold: Math.max(pooled, own * ownDistance) / Math.sqrt(n),
    standardError: Math.sqrt(squares / degrees / n),
    degrees,
  };
}

function verdictOf(
  { worsening, margin }: Paired,
  { interval, p, threshold }: Pick<Change, "interval" | "p" | "threshold">,
): Change["verdict"] {
  if (worsening.every((value) => value === 0)) return "identical";
  if (interval === null || threshold === null) return "too few seeds";
  const difference = mean(worsening);
  if (Math.abs(difference) <= Math.max(margin, threshold)) return "no change shown";
  const seedsAgree =
    p === null
      ? worsening.every((value) => Math.sign(value) === Math.sign(difference))
      : p < 0.05 && (interval.low > 0 || interval.high < 0);
  if (!seedsAgree) return "no change shown";
  return difference > 0 ? "worse" : "better";
}

/**
 * Compares the metrics of schedules, seed by seed.
 *
 * Worse or better takes all of three things: a difference that exceeds the margin; one that exceeds what noise gives once in
 * a thousand comparisons; and seeds that agree: with six or more of them by the interval and the sign-flip test, with fewer
 * every one of them.
 *
 * @returns The changes of each schedule, in the order of the pairings.
 */
export function changesOf(
  pairings: readonly Pairing[],
  task: Measured,
  rules: Comparison["rules"],
  resampling: Rules,
): readonly (readonly Change[])[] {
  const families = familiesOf(pairings, task, rules);
  const tests = families.flat().length;
  return pairings.map(({ name }) =>
    families.flatMap((family) =>
      family
        .filter((paired) => paired.name === name)
        .map((paired): Change => {
          const { metric, base, head, worsening } = paired;
          const n = worsening.length;
          const sign = higherIsBetter(metric, task) ? -1 : 1;
          const shown = intervalOf(
            worsening.map((value) => sign * value),
            resampling,
          );
          const p =
            n < rules.seedsNeeded ? null : signFlipTest(worsening, { seed: resampling.seed });
          const noise = noiseOf(paired, family, tests, rules.significance);
          const threshold = noise?.threshold ?? null;
          return {
            metric,
            n,
            base,
            head,
            difference: head - base,
            interval: shown,
            p,
            threshold,
            // A scatter of 0 is that of equal trainings, and tells nothing of others.
            detectable:
              noise === null || noise.standardError === 0
                ? null
                : detectableAbove(
                    Math.max(paired.margin, noise.threshold),
                    noise.standardError,
                    noise.degrees,
                  ),
            verdict: verdictOf(paired, { interval: shown, p, threshold }),
          };
        }),
    ),
  );
}
