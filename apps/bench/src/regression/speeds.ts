import { describeEngine, isFinished } from "@anneal/experiment/records";
import type { FinishedTrial, Micro, Results } from "@anneal/experiment/records";
import { median, quantile } from "@anneal/experiment/statistics";
import type { SpeedChange } from "./schema.ts";

/** How long something takes in units of something else of the same run. */
interface RelativeTimes {
  readonly subject: string;
  readonly relativeTo: string;
  readonly values: readonly number[];
  /** How much more there must be to speak of, in the same units. */
  readonly least?: number | undefined;
}

/**
 * Nanoseconds that a call of a schedule may take more without a word: the compiler of JavaScript makes one and the same call
 * take 11 in one process and 20 in another, and a training step takes a million times that.
 */
const leastNanoseconds = 15;

/** Processor time of one example in a trial; `undefined` if it was too short to measure. */
function secondsPerExample({ timings }: FinishedTrial): number | undefined {
  let examples = 0;
  let seconds = 0;
  for (const { measured } of timings?.epochs ?? []) {
    examples += measured.examples;
    seconds += measured.cpuSeconds ?? NaN;
  }
  return seconds > 0 ? seconds / examples : undefined;
}

const timed = ({ trials }: Results) =>
  trials.filter(isFinished).flatMap((result) => {
    const seconds = secondsPerExample(result);
    return seconds === undefined ? [] : [{ ...result, seconds }];
  });

const engineOf = (result: Results["trials"][number]): readonly string[] =>
  isFinished(result) && result.timings?.engine ? [describeEngine(result.timings.engine)] : [];

/** Of a whole training, in the operations of the matrix product that was timed before it. */
function trainingTimes(results: Results): readonly RelativeTimes[] {
  const values = timed(results).map(({ seconds, timings }) => seconds * timings!.gigaflops);
  // Engines of whole steps differ in speed, whatever the code: those of one are compared with those of the same.
  const engines = [...new Set(results.trials.flatMap(engineOf))].sort();
  return values.length === 0
    ? []
    : [{ subject: ["training", ...engines].join(" by "), relativeTo: "a matrix product", values }];
}

/** Of each schedule, in the time of the baseline on the same seed. */
function scheduleTimes(results: Results, baseline: string | null): readonly RelativeTimes[] {
  const trials = timed(results);
  const bases = new Map(
    trials
      .filter(({ trial }) => trial.name === baseline)
      .map(({ trial, seconds }) => [trial.seed, seconds]),
  );
  const names = [...new Set(trials.map(({ trial }) => trial.name))];
  return names
    .filter((name) => name !== baseline)
    .map((name) => ({
      subject: `training with ${name}`,
      relativeTo: String(baseline),
      values: trials
        .filter(({ trial }) => trial.name === name && bases.has(trial.seed))
        .map(({ trial, seconds }) => seconds / bases.get(trial.seed)!),
    }))
    .filter(({ values }) => values.length > 0);
}

/** Of each call, in the time of the arithmetic beside it. */
function callTimes(micro: Micro | undefined): readonly RelativeTimes[] {
  if (micro === undefined) return [];
  const reference = micro.reference.nanoseconds;
  const relativeTo = "plain arithmetic";
  const around = (nanoseconds: number, deviation: number): readonly number[] =>
    [nanoseconds - deviation, nanoseconds, nanoseconds + deviation].map(
      (value) => Math.max(value, 1e-3) / reference,
    );
  return [
    ...micro.schedules.map(({ name, nanosecondsPerCall, deviation }) => ({
      subject: `a call of ${name}`,
      relativeTo,
      values: around(nanosecondsPerCall, deviation),
      least: leastNanoseconds / reference,
    })),
    ...micro.kernels.map(({ name, nanoseconds, deviation }) => ({
      subject: `kernel ${name}`,
      relativeTo,
      values: around(nanoseconds, deviation),
    })),
  ];
}

/** Results of a run, with what was measured of its calls. */
interface Timed {
  readonly results: Results;
  readonly micro: Micro | undefined;
}

/**
 * Compares the speeds of two runs, each divided by another speed of the same run: a slower machine is slower in both.
 *
 * Slower takes two things: a median above the limit, and a first quartile of head above the third quartile of base. Processor
 * time is compared, in which what else runs on the machine has hardly a part.
 */
export function speedsOf(
  base: Timed,
  head: Timed,
  baseline: string | null,
  limit: number,
): readonly SpeedChange[] {
  const timesOf = ({ results, micro }: Timed): readonly RelativeTimes[] => [
    ...trainingTimes(results),
    ...scheduleTimes(results, baseline),
    ...callTimes(micro),
  ];
  const heads = new Map(timesOf(head).map((times) => [times.subject, times.values]));
  return timesOf(base).flatMap(
    ({ subject, relativeTo, values, least = 0 }): readonly SpeedChange[] => {
      const others = heads.get(subject);
      if (others === undefined) return [];
      const [own, other] = [median(values), median(others)];
      const slowdown = other / own;
      const slower =
        slowdown > limit && other - own > least && quantile(others, 0.25) > quantile(values, 0.75);
      const faster = slowdown < 1 / limit && quantile(others, 0.75) < quantile(values, 0.25);
      const verdict = slower ? "slower" : faster ? "faster" : "no change shown";
      return [{ subject, relativeTo, base: own, head: other, slowdown, limit, verdict }];
    },
  );
}
