import type { FinishedTrial } from "../records/results.ts";
import { bandOf } from "./figures.ts";
import type { Rules } from "./options.ts";
import { scoresAt } from "./runs.ts";
import type { CurvePoint } from "./schema.ts";

/** The curves of trials, epoch by epoch. */
export function curveOf(
  trials: readonly FinishedTrial[],
  epochs: number,
  rules: Rules,
): CurvePoint[] {
  return Array.from({ length: epochs }, (_, epoch) => {
    const scores = trials.map((trial) => scoresAt(trial, epoch, rules));
    const band = (metric: keyof (typeof scores)[number]) =>
      bandOf(
        scores.map((score) => score[metric]).filter((value) => value !== null),
        rules,
      );
    return {
      epoch,
      n: trials.length,
      learningRate: bandOf(
        trials.flatMap((trial) => trial.epochs[epoch]?.learningRate ?? []),
        rules,
      ),
      trainingAccuracy: band("trainingAccuracy"),
      trainingLoss: band("trainingLoss"),
      validationAccuracy: band("validationAccuracy"),
      validationLoss: band("validationLoss"),
    };
  });
}
