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
    const measures = Object.keys(rules.divergedAs).filter((measure) => !measure.startsWith("test"));
    const band = (measure: string) =>
      bandOf(
        scores.map((score) => score[measure]).filter((value) => typeof value === "number"),
        rules,
      );
    return {
      epoch,
      n: trials.length,
      learningRate: bandOf(
        trials.flatMap((trial) => trial.epochs[epoch]?.learningRate ?? []),
        rules,
      ),
      figures: Object.fromEntries(measures.map((measure) => [measure, band(measure)])),
    };
  });
}
