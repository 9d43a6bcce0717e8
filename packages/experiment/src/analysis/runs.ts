import type { FinishedTrial, TrialResult } from "../records/results.ts";
import { totalsOf, validationSplit } from "../records/trial.ts";
import type { Rules } from "./options.ts";

/** Figures of a trial that exist once for each of its epochs. */
export const epochMetrics = [
  "trainingAccuracy",
  "trainingLoss",
  "validationAccuracy",
  "validationLoss",
] as const;

/** Figures of a trial after its last epoch. */
export const metrics = ["testAccuracy", "testLoss", ...epochMetrics] as const;

/** One of {@link metrics}. */
export type Metric = (typeof metrics)[number];

/** `null` where there is no figure, or it is excluded. */
export type Scores<Name extends Metric = Metric> = Readonly<Record<Name, number | null>>;

type Recorded = FinishedTrial["epochs"][number];

/** A trial that was not lost to an error, as the rules read it. */
export interface Run {
  readonly result: FinishedTrial;
  readonly seed: number;
  readonly diverged: boolean;
  /** Whether figures are about it: it was completed, or it diverged and the rules give it figures. */
  readonly usable: boolean;
  readonly final: Scores;
  readonly stepsToTarget: number | null;
  /** Seconds of training, without validation; `undefined` if they are not known. */
  readonly secondsToTarget: number | null | undefined;
}

/** What was recorded of an epoch before the weights stopped being numbers; nothing after that. */
function soundEpoch({ status, epochs }: FinishedTrial, epoch: number): Recorded | undefined {
  return status === "diverged" && epoch >= epochs.length - 1 ? undefined : epochs[epoch];
}

/** The figures of an epoch. Once it has diverged, they are those that the rules give it. */
export function scoresAt(
  result: FinishedTrial,
  epoch: number,
  { diverged, chance }: Rules,
): Scores<(typeof epochMetrics)[number]> {
  const guess = diverged === "chance" ? chance : { accuracy: null, loss: null };
  const { training, validation } = soundEpoch(result, epoch) ?? {
    training: guess,
    validation: guess,
  };
  return {
    trainingAccuracy: training.accuracy ?? guess.accuracy,
    trainingLoss: training.loss ?? guess.loss,
    validationAccuracy: validation.accuracy ?? guess.accuracy,
    validationLoss: validation.loss ?? guess.loss,
  };
}

function testScores(
  { status, test }: FinishedTrial,
  { diverged, chance }: Rules,
): Scores<"testAccuracy" | "testLoss"> {
  // Trials that tune do not touch the test images.
  if (status === "completed" && test === null) return { testAccuracy: null, testLoss: null };
  const guess = diverged === "chance" ? chance : { accuracy: null, loss: null };
  return {
    testAccuracy: test?.accuracy ?? guess.accuracy,
    testLoss: test?.loss ?? guess.loss,
  };
}

/** Reads a trial by the rules. */
export function runOf(result: FinishedTrial, rules: Rules): Run {
  const { status, trial, epochs, timings } = result;
  const speed = timings?.imagesPerSecond ?? null;
  const diverged = status === "diverged";
  const reachedIn = diverged
    ? -1
    : epochs.findIndex(({ validation }) => (validation.accuracy ?? 0) > rules.targetAccuracy);
  const epochsTaken = reachedIn + 1;
  const images = Math.floor(trial.samples * (1 - validationSplit));
  return {
    result,
    seed: trial.seed,
    diverged,
    usable: !diverged || rules.diverged === "chance",
    final: { ...testScores(result, rules), ...scoresAt(result, epochs.length - 1, rules) },
    stepsToTarget: epochsTaken === 0 ? null : epochsTaken * totalsOf(trial).stepsPerEpoch,
    secondsToTarget:
      epochsTaken === 0 ? null : speed === null ? undefined : (epochsTaken * images) / speed,
  };
}

/** Whether a trial came to an end. */
export const isFinished = (result: TrialResult): result is FinishedTrial =>
  result.status !== "failed";

/** The values that are there of one figure. */
export const valuesOf = (runs: readonly Run[], metric: Metric): readonly number[] =>
  runs.map(({ final }) => final[metric]).filter((value) => value !== null);
