import type { FinishedTrial } from "../records/results.ts";
import { namedScore, scoresIn } from "../records/score.ts";
import type { Scores } from "../records/score.ts";
import { totalsOf } from "../records/trial.ts";
import { isWithin } from "../task/target.ts";
import type { Rules } from "./options.ts";

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

/** What a measure counts as that is no finite number. */
export const insteadOf = (measure: string, { diverged, divergedAs }: Rules): number | null =>
  diverged === "counted" ? divergedAs[measure]! : null;

/** The figures of some measures, of which `scores` has those that were taken; `undefined`: the trial had diverged. */
const figuresOf = (measures: readonly string[], scores: Scores | undefined, rules: Rules): Scores =>
  Object.fromEntries(
    measures.map((measure) => [
      measure,
      scores === undefined || scores[measure] === null
        ? insteadOf(measure, rules)
        : (scores[measure] ?? null),
    ]),
  );

const ofTest = (measure: string): boolean => measure.startsWith("test");

/** The figures of an epoch. Once it has diverged, they are those that the rules give it. */
export function scoresAt(result: FinishedTrial, epoch: number, rules: Rules): Scores {
  const sound = soundEpoch(result, epoch);
  return figuresOf(
    Object.keys(rules.divergedAs).filter((measure) => !ofTest(measure)),
    sound && scoresIn(sound),
    rules,
  );
}

function testScores({ status, test, trial }: FinishedTrial, rules: Rules): Scores {
  // Trials that tune leave the test alone, and so do tasks without one.
  const untested = trial.examples?.test === 0 || (status === "completed" && test === null);
  return figuresOf(
    Object.keys(rules.divergedAs).filter(ofTest),
    untested ? {} : status === "completed" ? namedScore("test", test) : undefined,
    rules,
  );
}

/** Reads a trial by the rules. */
export function runOf(result: FinishedTrial, rules: Rules): Run {
  const { status, trial, epochs, timings } = result;
  const speed = timings?.examplesPerSecond ?? null;
  const diverged = status === "diverged";
  const { target } = rules;
  const reachedIn =
    diverged || target === null
      ? -1
      : epochs.findIndex((epoch) => isWithin(target, scoresIn(epoch)[target.measure]));
  const epochsTaken = reachedIn + 1;
  const examples = trial.examples?.training ?? 0;
  return {
    result,
    seed: trial.seed,
    diverged,
    usable: !diverged || rules.diverged === "counted",
    final: { ...testScores(result, rules), ...scoresAt(result, epochs.length - 1, rules) },
    stepsToTarget: epochsTaken === 0 ? null : epochsTaken * totalsOf(trial).stepsPerEpoch,
    secondsToTarget:
      epochsTaken === 0 ? null : speed === null ? undefined : (epochsTaken * examples) / speed,
  };
}

/** The values that are there of one measure. */
export const valuesOf = (runs: readonly Run[], measure: string): readonly number[] =>
  runs.map(({ final }) => final[measure]).filter((value) => typeof value === "number");
