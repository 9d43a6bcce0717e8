import { isFinished } from "../records/results.ts";
import type { Results, TrialResult } from "../records/results.ts";
import { measureOf } from "../task/metric.ts";
import { ordered } from "./commonTask.ts";
import { figureOf } from "./figures.ts";
import type { Rules } from "./options.ts";
import { insteadOf, runOf, valuesOf } from "./runs.ts";
import type { SensitivityPoint } from "./schema.ts";

/** What a sensitivity tells: the primary metric of the test, and every metric of the validation. */
export const sensitivityMeasures = (facts: Results["protocol"]["task"]): readonly string[] => [
  measureOf("test", { name: facts.primary.metric }),
  ...facts.metrics.map((metric) => measureOf("validation", metric)),
];

/** The cells of a tuning for one schedule: it never looks at the test. */
export function tunedSensitivityOf(
  tuning: NonNullable<Results["tuning"]>,
  name: string,
  measures: readonly string[],
  rules: Rules,
): SensitivityPoint[] {
  const { grid } = tuning.schedules.find((schedule) => schedule.name === name) ?? { grid: [] };
  const figure = (measure: string, seeds: (typeof grid)[number]["seeds"]) =>
    figureOf(
      seeds
        .map((seed) => (measure in seed ? (seed[measure] ?? insteadOf(measure, rules)) : null))
        .filter((value) => value !== null),
      rules,
    );
  return grid.length < 2
    ? []
    : grid.map(({ learningRate, trials, diverged, seeds }) => ({
        learningRate,
        n: trials,
        diverged,
        figures: Object.fromEntries(measures.map((measure) => [measure, figure(measure, seeds)])),
      }));
}

/** The trials of one schedule at every base rate; nothing if there is only one. */
export function sensitivityOf(
  trials: readonly TrialResult[],
  measures: readonly string[],
  rules: Rules,
): SensitivityPoint[] {
  const runs = ordered(trials)
    .filter(isFinished)
    .map((result) => runOf(result, rules));
  const rates = [...new Set(runs.map(({ result }) => result.trial.learningRate))];
  if (rates.length < 2) return [];
  return rates
    .sort((left, right) => left - right)
    .map((learningRate) => {
      const own = runs.filter(({ result }) => result.trial.learningRate === learningRate);
      return {
        learningRate,
        n: own.length,
        diverged: own.filter(({ diverged }) => diverged).length,
        figures: Object.fromEntries(
          measures.map((measure) => [measure, figureOf(valuesOf(own, measure), rules)]),
        ),
      };
    });
}
