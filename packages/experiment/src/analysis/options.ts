import { flag, oneOf } from "anneal";
import type { Rule } from "anneal";
import { BenchmarkError } from "../errors.ts";
import { optionsOf } from "../optionsOf.ts";
import { isFinished } from "../records/results.ts";
import type { TrialResult } from "../records/results.ts";
import { scoresAfter } from "../records/score.ts";
import { seedsNeeded } from "../statistics/seedsNeeded.ts";
import type { TaskFacts } from "../task/facts.ts";
import { measureOf, measuresOf } from "../task/metric.ts";
import { isObject, meant } from "../task/rule.ts";
import type { Bound } from "../task/target.ts";
import type { Analysis } from "./schema.ts";

/** How to analyse results. */
export interface AnalysisOptions {
  /**
   * What schedules are compared in, after the last epoch, such as `"validationAccuracy"`. @defaultValue the primary metric of
   * the task, of the test if there is one, else of the validation
   */
  readonly measure?: string | undefined;
  /** Name of the schedule that the others are compared with. @defaultValue `"constant"`, if it is among the results */
  readonly baseline?: string | undefined;
  /** The smallest difference worth a claim, at least 0. @defaultValue that of the task */
  readonly margin?: number | undefined;
  /**
   * Whether a diverged trial counts, as the task says: a schedule that diverges on one seed of ten loses by that. `"excluded"`
   * shows how good the others are; alone it would flatter.
   * @defaultValue `"counted"`
   */
  readonly diverged?: "counted" | "excluded" | undefined;
  /** The limit of the first bound of the target, of which is told how early it is reached. @defaultValue that of the task */
  readonly target?: number | undefined;
  /** Resamples of each interval, from 1 to 1,000,000; a test takes ten times as many. @defaultValue `10_000` */
  readonly resamples?: number | undefined;
  /** Seed of the resampling. @defaultValue `1` */
  readonly seed?: number | undefined;
  /**
   * The base rate at which each schedule is compared, by name. @defaultValue the rate of the settings, if the schedule has
   * trials at it, else the one it has most trials at
   */
  readonly rates?: Readonly<Record<string, number>> | undefined;
  /** More trials of the same task, which take part in nothing but the sensitivity. */
  readonly tuning?: readonly TrialResult[] | undefined;
  /** Nanoseconds of one call of a schedule, by name. */
  readonly nanosecondsPerCall?: Readonly<Record<string, number>> | undefined;
  /** Whether to say anything that depends on the speed of the machine. @defaultValue `true` */
  readonly timings?: boolean | undefined;
}

/** The {@link AnalysisOptions} that have been read. */
type GivenOptions = ReturnType<typeof analysisOptions>;

/** The rules of an {@link Analysis}. */
export type Rules = Analysis["rules"];

const typed = (type: NonNullable<Rule["type"]>, rule: string): Rule => ({
  type,
  rule,
  accepts: (value) => typeof value === type,
});

const text = typed("string", "a text");
const number = typed("number", "a number");

const numbersByName: Rule = {
  type: "object",
  rule: "numbers by name",
  accepts: (value) =>
    isObject(value) && Object.values(value).every((item) => typeof item === "number"),
};

/**
 * Reads the options of {@link analyse}: their names and types. The ranges of the others follow from the results, see {@link rulesOf}.
 */
export const analysisOptions = /* @__PURE__ */ optionsOf<
  AnalysisOptions,
  "measure" | "baseline" | "margin" | "target" | "resamples" | "seed"
>(
  "analyse",
  {
    measure: text,
    baseline: text,
    margin: number,
    diverged: oneOf("counted", "excluded"),
    target: number,
    resamples: number,
    seed: number,
    rates: numbersByName,
    tuning: { type: "object", rule: "a list of trials", accepts: Array.isArray },
    nanosecondsPerCall: numbersByName,
    timings: flag,
  },
  {
    measure: undefined,
    baseline: undefined,
    margin: undefined,
    diverged: "counted",
    target: undefined,
    resamples: undefined,
    seed: undefined,
    rates: {},
    tuning: [],
    nanosecondsPerCall: {},
    timings: true,
  },
);

const defaultBaseline = "constant";

/** More than these take minutes and move no end of an interval by a digit that is shown. */
const mostResamples = 1_000_000;

/** A claim that is wrong by chance alone is made in one analysis of twenty at most. */
const significance = 0.05;

/** What a diverged trial counts as in each measure: what the task says, else the worst that a completed trial ended with. */
function divergedAsOf(facts: TaskFacts, trials: readonly TrialResult[]): Rules["divergedAs"] {
  const ends = trials
    .filter(isFinished)
    .filter(({ status }) => status === "completed")
    .map(scoresAfter);
  return Object.fromEntries(
    [...measuresOf(facts.metrics)].map(([measure, { metric }]) => {
      const given = facts.diverged?.values[metric.name];
      if (given !== undefined) return [measure, given];
      const values = ends.map((end) => end[measure]).filter((value) => typeof value === "number");
      if (values.length === 0) return [measure, null];
      return [measure, metric.better === "higher" ? Math.min(...values) : Math.max(...values)];
    }),
  );
}

const withLimit = (bound: Bound, limit: number): Bound =>
  "above" in bound ? { ...bound, above: limit } : { ...bound, below: limit };

/**
 * Fills in what the options leave open.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming every option that is out of its range.
 */
export function rulesOf(
  options: GivenOptions,
  facts: TaskFacts,
  trials: readonly TrialResult[],
  names: readonly string[],
): Rules {
  const tested = trials.some((result) =>
    result.trial.examples === null
      ? isFinished(result) && result.test !== null
      : result.trial.examples.test > 0,
  );
  const measures = measuresOf(facts.metrics);
  const usual = measureOf(tested ? "test" : "validation", { name: facts.primary.metric });
  const [first = null] = facts.target;
  const {
    measure = usual,
    baseline = names.includes(defaultBaseline) ? defaultBaseline : null,
    margin = facts.primary.margin,
    diverged,
    target,
    resamples = 10_000,
    seed = 1,
  } = options;
  const problems = [
    ...(measures.has(measure)
      ? []
      : [
          `measure must be one of ${[...measures.keys()].join(", ")}, got ${meant(measure, [...measures.keys()])}`,
        ]),
    ...(baseline === null || names.includes(baseline)
      ? []
      : [`baseline must be one of ${names.join(", ")}, got ${baseline}`]),
    ...(margin >= 0 && margin < Infinity ? [] : [`margin must be at least 0, got ${margin}`]),
    ...(target === undefined || Number.isFinite(target)
      ? target === undefined || first !== null
        ? []
        : ["target: the task has none whose limit could be changed"]
      : [`target must be a finite number, got ${target}`]),
    ...(Number.isInteger(resamples) && resamples >= 1 && resamples <= mostResamples
      ? []
      : [`resamples must be a whole number from 1 to ${mostResamples}, got ${resamples}`]),
    ...(Number.isSafeInteger(seed) ? [] : [`seed must be a whole number, got ${seed}`]),
  ];
  if (problems.length > 0) {
    throw new BenchmarkError("usage", `cannot analyse: ${problems.join("; ")}`);
  }
  return {
    measure,
    better: measures.get(measure)!.metric.better,
    baseline,
    margin,
    confidence: 0.95,
    significance,
    seedsNeeded: seedsNeeded(significance),
    resamples,
    seed,
    diverged,
    divergedAs: divergedAsOf(facts, trials),
    target: first === null ? null : target === undefined ? { ...first } : withLimit(first, target),
  };
}
