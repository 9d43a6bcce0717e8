import { scoresAfter } from "../records/score.ts";
import { measureOf } from "../task/metric.ts";
import type { TaskFacts } from "../task/facts.ts";
import { mean, standardDeviation } from "../statistics/mean.ts";
import { median, quantile } from "../statistics/quantile.ts";
import type { FinishedTrial, Quartiles, Row, Spread, TrialResult } from "../records/results.ts";

function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const known = values.filter((value) => typeof value === "number");
  return known.length === 0 ? null : { mean: mean(known), sd: standardDeviation(known) };
}

/** The quartiles of some speeds, as the report has them. */
const quartilesOf = (values: readonly number[]): Quartiles | null =>
  values.length === 0
    ? null
    : {
        n: values.length,
        median: median(values),
        firstQuartile: quantile(values, 0.25),
        thirdQuartile: quantile(values, 0.75),
      };

/** One row for each schedule, in the order given, with its figures after the last epoch over all seeds. */
export function compare(
  names: readonly string[],
  trials: readonly TrialResult[],
  { metrics, primary }: Pick<TaskFacts, "metrics" | "primary">,
): readonly Row[] {
  const measures = (["training", "validation", "test"] as const).flatMap((split) =>
    metrics
      .filter(({ name }) => split !== "test" || name === primary.metric)
      .map((metric) => measureOf(split, metric)),
  );
  return names.map((name) => {
    const own = trials.filter((result) => result.trial.name === name);
    const completed = own.filter(
      (result): result is FinishedTrial => result.status === "completed",
    );
    const last = completed.map(scoresAfter);
    return {
      name,
      completed: completed.length,
      diverged: own.filter(({ status }) => status === "diverged").length,
      failed: own.filter(({ status }) => status === "failed").length,
      figures: Object.fromEntries(
        measures.map((measure) => [measure, spreadOf(last.map((score) => score[measure]))]),
      ),
      examplesPerSecond: quartilesOf(
        completed.flatMap(({ timings }) => timings?.examplesPerSecond ?? []),
      ),
      targetMet: completed.filter(({ targetMet }) => targetMet).length,
    };
  });
}
