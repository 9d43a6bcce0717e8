import { mean, standardDeviation } from "../statistics/mean.ts";
import type { FinishedTrial, Row, Spread, TrialResult } from "../records/results.ts";

function spreadOf(values: readonly (number | null | undefined)[]): Spread | null {
  const known = values.filter((value) => typeof value === "number");
  return known.length === 0 ? null : { mean: mean(known), sd: standardDeviation(known) };
}

/** One row for each schedule, in the order given, with its figures after the last epoch over all seeds. */
export function compare(names: readonly string[], trials: readonly TrialResult[]): readonly Row[] {
  return names.map((name) => {
    const own = trials.filter((result) => result.trial.name === name);
    const completed = own.filter(
      (result): result is FinishedTrial => result.status === "completed",
    );
    const last = completed.map(({ epochs }) => epochs.at(-1));
    return {
      name,
      completed: completed.length,
      diverged: own.filter(({ status }) => status === "diverged").length,
      failed: own.filter(({ status }) => status === "failed").length,
      trainingAccuracy: spreadOf(last.map((epoch) => epoch?.training.accuracy)),
      trainingLoss: spreadOf(last.map((epoch) => epoch?.training.loss)),
      validationAccuracy: spreadOf(last.map((epoch) => epoch?.validation.accuracy)),
      validationLoss: spreadOf(last.map((epoch) => epoch?.validation.loss)),
      testAccuracy: spreadOf(completed.map(({ test }) => test?.accuracy)),
      imagesPerSecond: spreadOf(completed.map(({ timings }) => timings?.imagesPerSecond)),
      targetMet: completed.filter(({ targetMet }) => targetMet).length,
    };
  });
}
