import { BenchmarkError } from "../errors.ts";
import type { TrialResult } from "../records/results.ts";
import { seedsNeeded } from "../statistics/seedsNeeded.ts";
import type { DatasetName } from "../task/datasets.ts";
import { target } from "../task/target.ts";
import type { Analysis } from "./schema.ts";

/** How to analyse results. */
export interface AnalysisOptions {
  /** What schedules are compared in, after the last epoch. @defaultValue `"testAccuracy"` */
  readonly metric?: "testAccuracy" | "validationAccuracy" | undefined;
  /** Name of the schedule that the others are compared with. @defaultValue `"constant"`, if it is among the results */
  readonly baseline?: string | undefined;
  /** The smallest difference worth a claim, at least 0. @defaultValue `0.001` on MNIST, `0.003` on Fashion-MNIST */
  readonly margin?: number | undefined;
  /**
   * What a diverged trial counts as. `"chance"` is a model that guesses one of the ten classes, which is what a network of
   * weights that are not numbers amounts to: a schedule that diverges on one seed of ten loses by that. `"excluded"` shows
   * how good the others are; alone it would flatter.
   * @defaultValue `"chance"`
   */
  readonly diverged?: "chance" | "excluded" | undefined;
  /** Validation accuracy to reach, from 0 to 1. @defaultValue `0.85` */
  readonly targetAccuracy?: number | undefined;
  /** Resamples of each interval. @defaultValue `10_000` */
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

/** The rules of an {@link Analysis}. */
export type Rules = Analysis["rules"];

/** A tenth and three tenths of a percentage point: about the standard error of an accuracy on the 10,000 test images. */
const margins: Readonly<Record<DatasetName, number>> = { mnist: 0.001, "fashion-mnist": 0.003 };

const classes = 10;
const defaultBaseline = "constant";

/** A claim that is wrong by chance alone is made in one analysis of twenty at most. */
const significance = 0.05;

/** What the figure of a trial is if it diverged, or is not finite. */
const chance: Rules["chance"] = { accuracy: 1 / classes, loss: Math.log(classes) };

/**
 * Fills in what the options leave open.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, naming every option that is out of its range.
 */
export function rulesOf(
  options: AnalysisOptions,
  dataset: DatasetName,
  names: readonly string[],
): Rules {
  const {
    metric = "testAccuracy",
    baseline = names.includes(defaultBaseline) ? defaultBaseline : null,
    margin = margins[dataset],
    diverged = "chance",
    targetAccuracy = target.validationAccuracyAbove,
    resamples = 10_000,
    seed = 1,
  } = options;
  const problems = [
    ...(baseline === null || names.includes(baseline)
      ? []
      : [`baseline must be one of ${names.join(", ")}, got ${baseline}`]),
    ...(margin >= 0 && margin < Infinity ? [] : [`margin must be at least 0, got ${margin}`]),
    ...(targetAccuracy >= 0 && targetAccuracy <= 1
      ? []
      : [`targetAccuracy must be from 0 to 1, got ${targetAccuracy}`]),
    ...(Number.isInteger(resamples) && resamples >= 1
      ? []
      : [`resamples must be a whole number of at least 1, got ${resamples}`]),
    ...(Number.isInteger(seed) ? [] : [`seed must be a whole number, got ${seed}`]),
  ];
  if (problems.length > 0) {
    throw new BenchmarkError("usage", `cannot analyse: ${problems.join("; ")}`);
  }
  return {
    metric,
    baseline,
    margin,
    confidence: 0.95,
    significance,
    seedsNeeded: seedsNeeded(significance),
    resamples,
    seed,
    diverged,
    chance,
    targetAccuracy,
  };
}
