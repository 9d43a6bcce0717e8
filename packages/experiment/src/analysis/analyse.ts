import { isFinished } from "../records/results.ts";
import type { Results, TrialResult } from "../records/results.ts";
import { probabilityOfImprovement } from "../statistics/probabilityOfImprovement.ts";
import { commonTask, ordered } from "./commonTask.ts";
import { curveOf } from "./curve.ts";
import { differencesOf } from "./differences.ts";
import { tiesOf } from "./ties.ts";
import { figureOf, middleOf, toTargetOf } from "./figures.ts";
import { analysisOptions, rulesOf } from "./options.ts";
import type { AnalysisOptions, Rules } from "./options.ts";
import { occurrencesOf } from "./occurrences.ts";
import type { Happened } from "./occurrences.ts";
import { ratesOf } from "./rates.ts";
import { runOf, valuesOf } from "./runs.ts";
import type { Run } from "./runs.ts";
import type { Analysis, Dot, ScheduleAnalysis } from "./schema.ts";
import { sensitivityMeasures, sensitivityOf, tunedSensitivityOf } from "./sensitivity.ts";
import { targetOutcomesOf } from "./target.ts";

/** What an analysis reads of results. */
export interface AnalysedResults {
  readonly complete: boolean;
  readonly protocol: Pick<Results["protocol"], "task">;
  readonly settings: Pick<Results["settings"], "schedule" | "seeds" | "learningRate">;
  readonly trials: readonly TrialResult[];
  /** Gives the sensitivity of a schedule whose own trials are all at one rate. */
  readonly tuning?: Results["tuning"];
}

/** The base rate at which a schedule is compared; `null` if it has no trial. */
function rateOf(
  name: string,
  own: readonly TrialResult[],
  usual: number,
  rates: Readonly<Record<string, number>>,
): number | null {
  const counts = new Map<number, number>();
  for (const { trial } of own) {
    counts.set(trial.learningRate, (counts.get(trial.learningRate) ?? 0) + 1);
  }
  const asked = Object.hasOwn(rates, name) ? rates[name]! : usual;
  if (counts.has(asked)) return asked;
  const [most] = [...counts].sort(
    ([leftRate, left], [rightRate, right]) => right - left || leftRate - rightRate,
  );
  return most?.[0] ?? null;
}

function dotOf(result: TrialResult, rules: Rules): Dot {
  const { key, status, trial } = result;
  if (!isFinished(result)) {
    return {
      seed: trial.seed,
      key,
      status,
      divergedInEpoch: null,
      error: result.error,
      figures: Object.fromEntries(Object.keys(rules.divergedAs).map((measure) => [measure, null])),
      stepsToTarget: null,
      targetMet: false,
    };
  }
  const { final, stepsToTarget, diverged } = runOf(result, rules);
  return {
    seed: trial.seed,
    key,
    status,
    divergedInEpoch: diverged ? result.epochs.length - 1 : null,
    error: null,
    figures: { ...final },
    stepsToTarget,
    targetMet: result.targetMet,
  };
}

function timingsOf(
  runs: readonly Run[],
  batchSize: number | null,
  nanosecondsPerCall: number | null,
): NonNullable<ScheduleAnalysis["timings"]> {
  const examplesPerSecond = middleOf(
    runs.flatMap(({ diverged, result }) =>
      diverged ? [] : (result.timings?.examplesPerSecond ?? []),
    ),
  );
  return {
    examplesPerSecond,
    secondsToTarget: toTargetOf(
      runs.map(({ secondsToTarget }) => secondsToTarget).filter((seconds) => seconds !== undefined),
    ),
    nanosecondsPerCall,
    shareOfStep:
      nanosecondsPerCall === null || examplesPerSecond === null || batchSize === null
        ? null
        : (nanosecondsPerCall * examplesPerSecond.median) / (1e9 * batchSize),
  };
}

/**
 * Says what results show: for each schedule its figures with intervals, its difference to the baseline with a verdict, its
 * curves, and how early it reaches the target.
 *
 * A failed trial is counted and otherwise left out: it says nothing of the schedule. A diverged trial is a result, see
 * {@link AnalysisOptions.diverged}. Trials of a seed that only one of two schedules has are left out of their comparison
 * alone.
 *
 * It depends on the trials and the options alone, in whatever order the trials are.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if there are no trials, they are not of one task, one of them is
 *   there twice, or an option is out of its range.
 * @throws {TypeError} If there is no such option, or its type is wrong.
 */
export function analyse(results: AnalysedResults, options?: AnalysisOptions): Analysis {
  const given = analysisOptions(options);
  const { rates, tuning, nanosecondsPerCall, timings } = given;
  const { settings, complete } = results;
  const facts = results.protocol.task;
  const task = { ...facts, ...commonTask(results.trials, tuning) };
  const trials = ordered(results.trials);
  const found = trials.map(({ trial }) => trial.name).sort();
  const names = [...new Set([...settings.schedule, ...found])];
  const rules = rulesOf(given, facts, trials, names);
  const measures = sensitivityMeasures(facts);

  const contestants = names.map((name) => {
    const all = trials.filter(({ trial }) => trial.name === name);
    const learningRate = rateOf(name, all, settings.learningRate, rates);
    const own = all.filter(({ trial }) => trial.learningRate === learningRate);
    const runs = own
      .filter(isFinished)
      .map((result) => runOf(result, rules))
      .filter(({ usable }) => usable);
    return { name, all, learningRate, own, runs };
  });

  const baseline = contestants.find(({ name }) => name === rules.baseline);
  const challengers =
    baseline === undefined ? [] : contestants.filter((contestant) => contestant !== baseline);
  const differences = differencesOf(
    challengers.map(({ runs }) => runs),
    baseline?.runs ?? [],
    rules,
  );

  const targets = targetOutcomesOf(
    task.target,
    contestants.map(({ runs }) => runs),
    baseline?.runs,
    rules,
  );
  const brokenBy = contestants.map(
    ({ own }): Happened =>
      new Map(
        own.filter(isFinished).map(({ trial, status }) => [trial.seed, status === "diverged"]),
      ),
  );
  const divergences = occurrencesOf(
    brokenBy,
    baseline === undefined ? undefined : brokenBy[contestants.indexOf(baseline)],
    rules,
  );

  const schedules = contestants.map((contestant): ScheduleAnalysis => {
    const { name, all, learningRate, own, runs } = contestant;
    const withStatus = (wanted: TrialResult["status"]) =>
      own.filter(({ status }) => status === wanted).length;
    const seeds = new Set(own.map(({ trial }) => trial.seed));
    const keys = new Set(all.map(({ key }) => key));
    const curve = curveOf(
      runs.map(({ result }) => result),
      task.epochs,
      rules,
    );
    const tuned = tuning.filter(({ trial }) => trial.name === name);
    // A tuning has the same seeds at every rate; with those of the run at one of them, seeds would pass for a rate.
    const grid = sensitivityOf(tuned, measures, rules);
    const swept =
      grid.length > 0
        ? grid
        : sensitivityOf([...all, ...tuned.filter(({ key }) => !keys.has(key))], measures, rules);
    return {
      name,
      rank: null,
      tiesWithBest: null,
      learningRate,
      n: runs.length,
      completed: withStatus("completed"),
      diverged: withStatus("diverged"),
      failed: withStatus("failed"),
      missing: settings.seeds.filter((seed) => !seeds.has(seed)).length,
      target: targets[contestants.indexOf(contestant)]!,
      divergence: divergences[contestants.indexOf(contestant)]!,
      figures: Object.fromEntries(
        Object.keys(rules.divergedAs).map((measure) => [
          measure,
          figureOf(valuesOf(runs, measure), rules),
        ]),
      ),
      stepsToTarget: toTargetOf(runs.map(({ stepsToTarget }) => stepsToTarget)),
      difference: differences[challengers.indexOf(contestant)] ?? null,
      curve,
      ...ratesOf(own[0]?.trial, curve),
      seeds: own.map((result) => dotOf(result, rules)),
      sensitivity:
        swept.length === 0 && results.tuning
          ? tunedSensitivityOf(results.tuning, name, measures, rules)
          : swept,
      timings: timings
        ? timingsOf(
            runs,
            own[0]?.trial.batchSize ?? null,
            Object.hasOwn(nanosecondsPerCall, name) ? nanosecondsPerCall[name]! : null,
          )
        : null,
    };
  });

  // The higher the better, whatever the metric: ranks and probabilities need not know which way is up.
  const sign = rules.better === "higher" ? 1 : -1;
  const means = schedules.map(({ figures }) => {
    const mean = figures[rules.measure]?.mean;
    return mean === undefined ? null : sign * mean;
  });
  const ties = tiesOf(
    contestants.map(({ runs }) => runs),
    means,
    rules,
  );
  const total = (status: "completed" | "diverged" | "failed" | "missing") =>
    schedules.reduce((sum, schedule) => sum + schedule[status], 0);
  const scores = contestants.map(({ runs }) =>
    valuesOf(runs, rules.measure).map((value) => sign * value),
  );
  return {
    format: 1,
    task,
    rules,
    compared: differences.filter(({ p }) => p !== null).length,
    complete,
    trials: {
      completed: total("completed"),
      diverged: total("diverged"),
      failed: total("failed"),
      missing: total("missing"),
    },
    schedules: schedules.map((schedule, index) => {
      const own = means[index] ?? null;
      const above = means.filter((other) => own !== null && other !== null && other > own);
      return {
        ...schedule,
        rank: own === null ? null : above.length + 1,
        tiesWithBest: own === null ? null : (ties[index] ?? null),
      };
    }),
    improvement: {
      names,
      probabilities: scores.map((own) =>
        scores.map((other) =>
          own.length === 0 || other.length === 0 ? null : probabilityOfImprovement(own, other),
        ),
      ),
    },
  };
}
