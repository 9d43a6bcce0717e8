import { analyse, analysisSchema, intervalOf, runOf } from "@anneal/experiment/analysis";
import { isFinished } from "@anneal/experiment/records";
import type { Analysis, ScheduleAnalysis } from "@anneal/experiment/analysis";
import type { Results } from "@anneal/experiment/records";
import { intervalSchema, mean, signFlipTest } from "@anneal/experiment/statistics";
import { isWithin } from "@anneal/experiment/task";
import type { Bound } from "@anneal/experiment/task";
import { z } from "zod";
import type { Configuration } from "../configuration/schema.ts";

/** The rate that is too high, the rule that the experiment is about, the same rule as a callback of Keras, and the bonus. */
export const roles = {
  before: "constant",
  after: "halving",
  callback: "halving-keras",
  bonus: "plateau",
} as const;

/**
 * The regime in which the question is open. With more images or a lower rate the constant one passes 85 % on its own, or
 * halving passes 95 % on the training images.
 */
export const regime = {
  preset: "experiment",
  task: ["fashion-mnist"],
  learningRate: 0.02,
  seeds: 10,
} as const satisfies Configuration;

/** Seconds instead of many minutes: to see that it works, not to learn anything. */
export const quickRegime = { samples: 640, epochs: 7, seeds: 2 } as const;

/** One schedule minus another, seed by seed. */
const answer = z.strictObject({
  schedule: z.string(),
  to: z.string(),
  metric: z.enum(["validationAccuracy", "validationLoss"]),
  n: z.int().positive(),
  difference: z.number(),
  interval: intervalSchema.nullable(),
  /** Of the sign-flip test, for this one question; `null` with fewer than six seeds. */
  p: z.number().nullable(),
  verdict: z.enum(["higher", "lower", "equivalent", "no difference shown", "too few seeds"]),
});

const met = z.strictObject({
  name: z.string(),
  trials: z.int().nonnegative(),
  /** Trials that meet both halves of the target. */
  met: z.int().nonnegative(),
  /** Trials that meet one half of it alone. */
  validationAlone: z.int().nonnegative(),
  trainingAlone: z.int().nonnegative(),
  diverged: z.int().nonnegative(),
  failed: z.int().nonnegative(),
});

const part = z.strictObject({
  analysis: analysisSchema,
  target: z.array(met),
  /** Whether every schedule has a mean training accuracy of 95 % or more, so that the target is out of reach. */
  learnsByHeart: z.boolean(),
});

/** `experiment.json`: the questions of the experiment, answered. */
export const experimentSchema = z.strictObject({
  format: z.literal(1),
  /** Whether it was run in the regime of the experiment, and not in a shorter one. */
  inRegime: z.boolean(),
  complete: z.boolean(),
  result: part,
  /** Halving to constant: accuracy, loss. With the trials that diverged as models that guess. */
  scheduling: z.array(answer),
  /** The same over the seeds on which neither diverged; empty if that is all of them. */
  schedulingWithoutDiverged: z.array(answer),
  /** Plateau to constant and to halving. */
  bonus: z.array(answer),
  /** Whether the two ways to write halving gave the same numbers; `null` if one of them was not run. */
  callbackIdentical: z.boolean().nullable(),
  /** Other results, shown beside it. */
  also: z.array(part),
});

/** The answers of the experiment. */
export type Experiment = z.infer<typeof experimentSchema>;
/** One schedule minus another. */
export type Answer = z.infer<typeof answer>;
/** Results with what they say of the target. */
export type Part = z.infer<typeof part>;

const measure = "validationAccuracy";

/** The half of a task's target that is about a measure. */
const boundOn = ({ task }: Pick<Analysis, "task">, about: string): Bound =>
  task.target.find((bound) => bound.measure === about)!;

function metOf(
  analysis: Analysis,
  { name, seeds, n, diverged, failed, target }: ScheduleAnalysis,
): Part["target"][number] {
  const completed = seeds.filter(({ status }) => status === "completed");
  const holds = (about: string) => (dot: (typeof seeds)[number]) =>
    isWithin(boundOn(analysis, about), dot.figures[about]);
  const validates = holds("validationAccuracy");
  const generalises = holds("trainingAccuracy");
  return {
    name,
    trials: n,
    met: target!.count,
    validationAlone: completed.filter((dot) => validates(dot) && !generalises(dot)).length,
    trainingAlone: completed.filter((dot) => !validates(dot) && generalises(dot)).length,
    diverged,
    failed,
  };
}

function partOf(results: Results): Part {
  const analysis = analyse(results, { measure });
  const trained = analysis.schedules.flatMap(({ figures }) => figures["trainingAccuracy"] ?? []);
  return {
    analysis,
    target: analysis.schedules.map((schedule) => metOf(analysis, schedule)),
    learnsByHeart:
      trained.length > 0 &&
      trained.every(({ mean }) => !isWithin(boundOn(analysis, "trainingAccuracy"), mean)),
  };
}

/** The smallest difference worth a word: that of the analysis for an accuracy, 0.01 for a loss. */
const marginOf = (name: Answer["metric"], { rules }: Analysis): number =>
  name === "validationAccuracy" ? rules.margin : 0.01;

function verdictOf(
  { n, difference, interval, p }: Omit<Answer, "verdict">,
  margin: number,
  { seedsNeeded, significance }: Analysis["rules"],
): Answer["verdict"] {
  if (n < seedsNeeded || interval === null || p === null) return "too few seeds";
  if (p < significance && Math.abs(difference) > margin) {
    if (interval.low > 0) return "higher";
    if (interval.high < 0) return "lower";
  }
  const isWithin = interval.low >= -margin && interval.high <= margin;
  return isWithin ? "equivalent" : "no difference shown";
}

/** Compares two schedules in the two metrics that the experiment was published with; nothing without a common seed. */
function answersOf(
  results: Results,
  analysis: Analysis,
  schedule: string,
  to: string,
  withDiverged = true,
): readonly Answer[] {
  const { rules } = analysis;
  const valuesOf = (name: string, metric: string): ReadonlyMap<number, number> =>
    new Map(
      results.trials
        .filter(isFinished)
        .filter(
          ({ trial, status }) => trial.name === name && (withDiverged || status === "completed"),
        )
        .flatMap((result) => {
          const { seed, final } = runOf(result, rules);
          const value = final[metric];
          return typeof value === "number" ? [[seed, value] as const] : [];
        }),
    );
  return (["validationAccuracy", "validationLoss"] as const).flatMap((metric) => {
    const others = valuesOf(to, metric);
    const differences = [...valuesOf(schedule, metric)].flatMap(([seed, value]) => {
      const other = others.get(seed);
      return other === undefined ? [] : [value - other];
    });
    if (differences.length === 0) return [];
    const n = differences.length;
    const measured = {
      schedule,
      to,
      metric,
      n,
      difference: mean(differences),
      interval: intervalOf(differences, rules),
      p: n < rules.seedsNeeded ? null : signFlipTest(differences, { seed: rules.seed }),
    };
    return [{ ...measured, verdict: verdictOf(measured, marginOf(metric, analysis), rules) }];
  });
}

function sameNumbers({ trials }: Results): boolean | null {
  const of = (name: string) =>
    trials
      .filter(isFinished)
      .filter(({ trial }) => trial.name === name)
      .map(({ trial, epochs, test }) => [trial.seed, epochs, test] as const)
      .sort(([left], [right]) => left - right);
  const [one, other] = [of(roles.after), of(roles.callback)];
  if (one.length === 0 || one.length !== other.length) return null;
  return JSON.stringify(one) === JSON.stringify(other);
}

/**
 * Answers the questions of the experiment.
 *
 * @param also - Results of other tasks, to be shown beside it.
 */
export function answerPlateaued(results: Results, also: readonly Results[]): Experiment {
  const result = partOf(results);
  const { analysis } = result;
  const { before, after, bonus } = roles;
  const diverged = analysis.schedules
    .filter(({ name }) => name === before || name === after)
    .some(({ diverged }) => diverged > 0);
  const { task, samples, epochs, learningRate } = results.settings;
  return {
    format: 1,
    inRegime:
      task === regime.task[0] &&
      samples === 7_500 &&
      epochs === 15 &&
      learningRate === regime.learningRate,
    complete: results.complete,
    result,
    scheduling: [...answersOf(results, analysis, after, before)],
    schedulingWithoutDiverged: diverged
      ? [...answersOf(results, analysis, after, before, false)]
      : [],
    bonus: [
      ...answersOf(results, analysis, bonus, before),
      ...answersOf(results, analysis, bonus, after),
    ],
    callbackIdentical: sameNumbers(results),
    also: also.map(partOf),
  };
}
