import { performanceProfile } from "../statistics/performanceProfile.ts";
import type { Analysis } from "./schema.ts";

/** Beyond four times the fewest steps, how many more no longer matters. */
const limit = 4;

/** Of the trainings of several tasks, the share on which a schedule reaches the target within a multiple of the fewest steps. */
export interface Profile {
  /** Names of the tasks, each of which has a target. */
  readonly tasks: readonly string[];
  /** Trainings, a seed of a task each, of which every schedule has a usable trial, and one reached the target. */
  readonly problems: number;
  /** The multiples, ascending from 1 to `limit`. Between two of them a share does not change. */
  readonly ratios: readonly number[];
  readonly limit: number;
  readonly schedules: readonly {
    readonly name: string;
    /** One for each of the ratios. */
    readonly shares: readonly number[];
    /** Mean height from 1 to `limit`: 1 for a schedule that is the fastest on every problem. */
    readonly score: number;
  }[];
}

type Steps = ReadonlyMap<number, number | null>;

/** The steps to the target of the trials that figures are about, by seed. */
const stepsOf = ({ rules, schedules }: Analysis, name: string): Steps =>
  new Map(
    schedules
      .find((schedule) => schedule.name === name)
      ?.seeds.filter(
        ({ status }) =>
          status === "completed" || (status === "diverged" && rules.diverged === "counted"),
      )
      .map(({ seed, stepsToTarget }) => [seed, stepsToTarget]),
  );

/**
 * The performance profile of the steps to the target over several tasks; a problem is one seed of one task. `null` where fewer
 * than two tasks have a target that anybody reached, or fewer than two schedules were trained on all of these: one task's seeds
 * are repetitions of one problem and give no profile.
 */
export function profileOf(analyses: readonly Analysis[]): Profile | null {
  const asked = analyses.filter(({ rules }) => rules.target !== null);
  const [first, ...others] = asked;
  if (first === undefined) return null;
  const trained = (analysis: Analysis, name: string): boolean => stepsOf(analysis, name).size > 0;
  const names = first.schedules
    .map(({ name }) => name)
    .filter((name) => trained(first, name) && others.every((other) => trained(other, name)));
  if (names.length < 2) return null;
  const problems = asked.flatMap((analysis) => {
    const steps = names.map((name) => stepsOf(analysis, name));
    return [...steps[0]!.keys()]
      .filter(
        (seed) =>
          steps.every((own) => own.has(seed)) &&
          steps.some((own) => typeof own.get(seed) === "number"),
      )
      .map((seed) => ({
        task: analysis.task.name,
        costs: steps.map((own) => own.get(seed) ?? Infinity),
      }));
  });
  const tasks = [...new Set(problems.map(({ task }) => task))];
  if (tasks.length < 2) return null;
  const { ratios, shares, scores } = performanceProfile(
    names.map((_, index) => problems.map(({ costs }) => costs[index]!)),
    limit,
  );
  return {
    tasks,
    problems: problems.length,
    ratios,
    limit,
    schedules: names.map((name, index) => ({
      name,
      shares: shares[index]!,
      score: scores[index]!,
    })),
  };
}
