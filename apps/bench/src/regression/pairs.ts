import type { Run } from "@anneal/experiment/analysis";
import { totalsOf } from "@anneal/experiment/records";
import { mean } from "@anneal/experiment/statistics";
import { measuresOf } from "@anneal/experiment/task";
import type { TaskFacts } from "@anneal/experiment/task";
import { othersOn, primaryOn } from "@anneal/experiment/wording";
import type { Comparison } from "./schema.ts";

/** The trials of one schedule that are to be compared. */
export interface Pairing {
  readonly name: string;
  readonly base: readonly Run[];
  readonly head: readonly Run[];
}

/** What a comparison needs to know of a task. */
export type Measured = Pick<TaskFacts, "metrics" | "primary" | "target">;

const stepsToTarget = "stepsToTarget";

/** What can get worse: the primary metric on the test and on the validation, the other metrics there, the steps to the target. */
const metricsOfChange = (task: Measured): readonly string[] => [
  primaryOn("test", task),
  primaryOn("validation", task),
  ...othersOn("validation", task),
  ...(task.target.length === 0 ? [] : [stepsToTarget]),
];

/** Whether more of something is better. */
export const higherIsBetter = (metric: string, task: Measured): boolean =>
  metric !== stepsToTarget && measuresOf(task.metrics).get(metric)!.metric.better === "higher";

/** One epoch more than the run had stands for a target that was not reached, so that reaching it late is better. */
function valueOf({ final, result, ...run }: Run, metric: string): number | null {
  if (metric !== stepsToTarget) return final[metric] ?? null;
  const { totalSteps, stepsPerEpoch } = totalsOf(result.trial);
  return run.stepsToTarget ?? totalSteps + stepsPerEpoch;
}

/** A metric of a schedule, head against base on the seeds that both have. */
export interface Paired {
  readonly name: string;
  readonly metric: string;
  readonly base: number;
  readonly head: number;
  readonly seeds: readonly number[];
  /** By seed; positive where head is worse. */
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
  const pairs = base.flatMap((run): readonly (readonly [number, number, number])[] => {
    const own = valueOf(run, metric);
    const other = heads.get(run.seed) ?? null;
    return own === null || other === null ? [] : [[own, other, run.seed]];
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
      seeds: pairs.map(([, , seed]) => seed),
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

/** What is compared: for each metric the schedules that have it. */
export const familiesOf = (
  pairings: readonly Pairing[],
  task: Measured,
  rules: Comparison["rules"],
): readonly (readonly Paired[])[] =>
  metricsOfChange(task).map((metric) =>
    pairings.flatMap((pairing) => pair(pairing, metric, task, rules)),
  );
