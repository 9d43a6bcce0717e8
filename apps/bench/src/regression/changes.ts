import { intervalOf } from "@anneal/experiment/analysis";
import type { Rules, Run } from "@anneal/experiment/analysis";
import { totalsOf } from "@anneal/experiment/records";
import {
  mean,
  signFlipTest,
  standardDeviation,
  studentDistance,
} from "@anneal/experiment/statistics";
import { measuresOf } from "@anneal/experiment/task";
import type { TaskFacts } from "@anneal/experiment/task";
import { othersOn, primaryOn } from "@anneal/experiment/wording";
import type { Change, Comparison } from "./schema.ts";

/** The trials of one schedule that are to be compared. */
export interface Pairing {
  readonly name: string;
  readonly base: readonly Run[];
  readonly head: readonly Run[];
}

type Measured = Pick<TaskFacts, "metrics" | "primary" | "target">;

const stepsToTarget = "stepsToTarget";

/** What can get worse: the primary metric on the test and on the validation, the other metrics there, the steps to the target. */
const metricsOfChange = (task: Measured): readonly string[] => [
  primaryOn("test", task),
  primaryOn("validation", task),
  ...othersOn("validation", task),
  ...(task.target.length === 0 ? [] : [stepsToTarget]),
];

const higherIsBetter = (metric: string, task: Measured): boolean =>
  metric !== stepsToTarget && measuresOf(task.metrics).get(metric)!.metric.better === "higher";

/** One epoch more than the run had stands for a target that was not reached, so that reaching it late is better. */
function valueOf({ final, result, ...run }: Run, metric: string): number | null {
  if (metric !== stepsToTarget) return final[metric] ?? null;
  const { totalSteps, stepsPerEpoch } = totalsOf(result.trial);
  return run.stepsToTarget ?? totalSteps + stepsPerEpoch;
}

interface Paired {
  readonly name: string;
  readonly metric: string;
  readonly base: number;
  readonly head: number;
  /** Positive where head is worse. */
  readonly worsening: readonly number[];
  readonly margin: number;
}

function pair(
  { name, base, head }: Pairing,
  metric: string,
  task: Measured,
  { margin, relativeMargin }: Comparison["rules"],
): readonly Paired[] {
  const heads = new Map(head.map((run) => [run.seed, valueOf(run, metric)]));
  const pairs = base.flatMap((run): readonly (readonly [number, number])[] => {
    const own = valueOf(run, metric);
    const other = heads.get(run.seed) ?? null;
    return own === null || other === null ? [] : [[own, other]];
  });
  if (pairs.length === 0) return [];
  const sign = higherIsBetter(metric, task) ? -1 : 1;
  const center = mean(pairs.map(([own]) => own));
  const { stepsPerEpoch } = totalsOf(base[0]!.result.trial);
  const isPrimary = measuresOf(task.metrics).get(metric)?.metric.name === task.primary.metric;
  return [
    {
      name,
      metric,
      base: center,
      head: mean(pairs.map(([, other]) => other)),
      worsening: pairs.map(([own, other]) => sign * (other - own)),
      margin:
        metric === stepsToTarget
          ? stepsPerEpoch
          : margin > 0 && isPrimary
            ? margin
            : relativeMargin * Math.abs(center),
    },
  ];
}

/** What a schedule's own seeds must say of a difference. */
const ownConfidence = 0.995;

/**
 * What the mean of some differences must exceed to be told from noise.
 *
 * A few seeds tell little of their own spread, so it is pooled over all schedules; a schedule that is noisier than the others
 * is held to its own as well.
 *
 * @returns `null` if no schedule has two seeds.
 */
function thresholdOf(
  { worsening }: Paired,
  family: readonly Paired[],
  tests: number,
  significance: number,
): number | null {
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
  return Math.max(pooled, own * ownDistance) / Math.sqrt(n);
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
  const families = metricsOfChange(task).map((metric) =>
    pairings.flatMap((pairing) => pair(pairing, metric, task, rules)),
  );
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
          const threshold = thresholdOf(paired, family, tests, rules.significance);
          return {
            metric,
            n,
            base,
            head,
            difference: head - base,
            interval: shown,
            p,
            threshold,
            verdict: verdictOf(paired, { interval: shown, p, threshold }),
          };
        }),
    ),
  );
}
