import { runOf } from "@anneal/experiment/analysis";
import { isFinished } from "@anneal/experiment/records";
import type { Analysis } from "@anneal/experiment/analysis";
import type { Micro, Results } from "@anneal/experiment/records";
import { measuresOf } from "@anneal/experiment/task";
import type { Measure } from "@anneal/experiment/task";
import { metricOf } from "./metrics.ts";
import type { AssertedMetric } from "./metrics.ts";

/** The values of one metric for one subject, one for each trial that has it. */
export interface Measurement {
  readonly subject: string;
  readonly metric: string;
  readonly facts: AssertedMetric;
  readonly values: readonly number[];
  /** What it is divided by for a ratio; `undefined` if there is nothing, or it is the baseline itself. */
  readonly baseline?: Measurement | undefined;
}

type Values = Readonly<Record<string, readonly number[]>>;

const present = <Value>(values: readonly (Value | null | undefined)[]): readonly Value[] =>
  values.filter((value) => value !== null && value !== undefined);

/** The values of every metric of one schedule. What no trial could have is left out; what all of them lost is empty. */
function valuesOf(results: Results, analysis: Analysis, name: string): Values {
  const { rules, task, schedules } = analysis;
  const own = results.trials.filter(
    ({ trial }) =>
      trial.name === name &&
      trial.learningRate === schedules.find((schedule) => schedule.name === name)?.learningRate,
  );
  const runs = own.filter(isFinished).map((result) => runOf(result, rules));
  const usable = runs.filter(({ usable }) => usable);
  const completed = runs.filter(({ diverged }) => !diverged);
  const share = (holds: (result: Results["trials"][number]) => boolean) =>
    own.map((result) => Number(holds(result)));
  const scores = Object.keys(rules.divergedAs)
    .filter((measure) => task.examples?.test !== 0 || !measure.startsWith("test"))
    .map((measure) => [measure, present(usable.map(({ final }) => final[measure]))] as const);
  const timed = runs.some(({ result }) => result.timings !== null);
  return {
    ...Object.fromEntries(scores),
    stepsToTarget: usable.map(({ stepsToTarget }) => stepsToTarget ?? Infinity),
    finalLearningRate: present(completed.map(({ result }) => result.epochs.at(-1)?.learningRate)),
    targetMet: share((result) => isFinished(result) && result.targetMet),
    diverged: share(({ status }) => status === "diverged"),
    failed: share(({ status }) => status === "failed"),
    ...(timed && {
      examplesPerSecond: present(completed.map(({ result }) => result.timings?.examplesPerSecond)),
      examplesPerGigaflop: completed.flatMap(({ result: { timings } }) =>
        timings?.examplesPerSecond ? [timings.examplesPerSecond / timings.gigaflops] : [],
      ),
      secondsToTarget: usable.flatMap(({ secondsToTarget }) =>
        secondsToTarget === undefined ? [] : (secondsToTarget ?? Infinity),
      ),
    }),
  };
}

const measurementsOf = (
  subject: string,
  values: Values,
  measures: ReadonlyMap<string, Measure>,
): readonly Measurement[] =>
  Object.entries(values).map(([metric, own]) => ({
    subject,
    metric,
    facts: metricOf(metric, measures.get(metric)?.metric.better)!,
    values: own,
  }));

/**
 * Everything measured that an assertion can be about.
 *
 * The baseline of a schedule is that of the analysis. That of a single call is the arithmetic timed beside it, which makes
 * their ratio one that another machine has, too.
 */
export function measure(
  results: Results,
  analysis: Analysis,
  micro: Micro | undefined,
): readonly Measurement[] {
  const { baseline } = analysis.rules;
  const subjectOf = (name: string): string => `${analysis.task.name}/${name}`;
  const trained = analysis.schedules.flatMap(({ name }) =>
    measurementsOf(
      subjectOf(name),
      valuesOf(results, analysis, name),
      measuresOf(analysis.task.metrics),
    ),
  );
  const calls = (
    micro ? [...micro.schedules.map(asSchedule), ...micro.kernels.map(asKernel)] : []
  ).map(([subject, nanoseconds]): Measurement => {
    const reference = micro!.reference.nanoseconds;
    const shared = { metric: "nanoseconds", facts: metricOf("nanoseconds")! };
    return {
      ...shared,
      subject,
      values: [nanoseconds],
      baseline: { ...shared, subject: "reference", values: [reference] },
    };
  });
  const bases = trained.filter(
    ({ subject }) => baseline !== null && subject === subjectOf(baseline),
  );
  return [
    ...trained.map((measurement) => ({
      ...measurement,
      baseline: bases.includes(measurement)
        ? undefined
        : bases.find(({ metric }) => metric === measurement.metric),
    })),
    ...calls,
  ];
}

const asSchedule = ({ name, nanosecondsPerCall }: Micro["schedules"][number]) =>
  [`micro/${name}`, nanosecondsPerCall] as const;
const asKernel = ({ name, nanoseconds }: Micro["kernels"][number]) =>
  [`kernel/${name}`, nanoseconds] as const;
