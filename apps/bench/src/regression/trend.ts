import { basename } from "node:path";
import { analyse } from "@anneal/experiment/analysis";
import type { Analysis } from "@anneal/experiment/analysis";
import { BenchmarkError } from "@anneal/experiment/errors";
import { comparedIn, trainedBy } from "@anneal/experiment/wording";
import type { RunOutput } from "../storage/outputFolder.ts";
import { compareOutputs } from "./compareOutputs.ts";
import { writeChange, writeDifference } from "./describe.ts";

/** One run of many. */
interface TrendRun {
  /** The first digits of the commit where it is known, else the name of the folder. */
  readonly label: string;
  readonly branch: string | undefined;
  /** When its first trial began; `null` where timings were left out. */
  readonly startedAt: string | null;
  readonly output: RunOutput;
  readonly analysis: Analysis;
}

/** Something that is different from one run on. */
export interface TrendChange {
  /** Position of the run, from 0. */
  readonly run: number;
  /** The schedule, the speed or the run itself. */
  readonly subject: string;
  readonly message: string;
  /** `null` where it cannot be said whether that is better. */
  readonly better: boolean | null;
}

/** Subject of a change in the mean over all schedules. */
export const allSchedules = "all schedules";

/** The runs of one task in the order of their time, and what changed from each to the next. */
export interface Trend {
  readonly task: string;
  readonly title: string;
  readonly runs: readonly TrendRun[];
  /** Every schedule of any of them. */
  readonly schedules: readonly string[];
  readonly changes: readonly TrendChange[];
}

function runOf(output: RunOutput): TrendRun {
  const timed = output.results.trials.flatMap(({ timings }) => timings ?? []);
  const [first] = [...timed].sort((one, other) => (one.startedAt < other.startedAt ? -1 : 1));
  const source = first?.source;
  return {
    label: source?.commit.slice(0, 7) ?? basename(output.path),
    branch: source?.branch,
    startedAt: first?.startedAt ?? null,
    output,
    analysis: analyse(output.results),
  };
}

/** A schedule by its name alone: the page is about one task at a time. */
function withoutTask(subject: string, { analysis }: TrendRun): string {
  const { name } = analysis.task;
  return subject === name
    ? allSchedules
    : subject.startsWith(`${name}/`)
      ? subject.slice(name.length + 1)
      : subject;
}

function changesBetween(before: TrendRun, after: TrendRun, run: number): readonly TrendChange[] {
  const change = (subject: string, message: string, better: boolean | null): TrendChange => ({
    run,
    subject,
    message,
    better,
  });
  try {
    const comparison = compareOutputs(before.output, after.output);
    const { regressions, schedules, overall, speeds, notes, onlyInBase, onlyInHead } = comparison;
    return [
      ...regressions.map(({ subject, message }) =>
        change(
          withoutTask(subject, after),
          message.startsWith(`${subject}: `) ? message.slice(subject.length + 2) : message,
          false,
        ),
      ),
      ...overall
        .filter(({ verdict }) => verdict === "better")
        .map((one) => {
          const { name, difference } = writeDifference(one, comparison);
          return change(allSchedules, `${name} ${difference} in the mean`, true);
        }),
      ...schedules.flatMap(({ name, changes }) =>
        changes
          .filter(({ verdict }) => verdict === "better")
          .map((one) => {
            const { name: metric, base, head } = writeChange(one, comparison);
            return change(name, `${metric} from ${base} to ${head}`, true);
          }),
      ),
      ...speeds
        .filter(({ verdict }) => verdict === "faster")
        .map(({ subject, slowdown, relativeTo }) =>
          change(
            subject,
            `${(1 / slowdown).toPrecision(2)} times as fast, relative to ${relativeTo}`,
            true,
          ),
        ),
      ...onlyInHead.map((name) => change(name, "is new", null)),
      ...onlyInBase.map((name) => change(name, "is gone", null)),
      ...notes
        .filter((note) => note !== "no speed can be compared")
        .map((note) => change("run", note, null)),
    ];
  } catch (error) {
    if (!(error instanceof BenchmarkError)) throw error;
    return [change("run", error.message, null)];
  }
}

/** Whether two runs compare the same schedules in the same measure of one task. */
const groupOf = ({ analysis }: TrendRun): string =>
  `${analysis.task.name}\n${analysis.rules.measure}`;

/** The trends of some runs, one for each task. Runs without a time keep the order in which they were given. */
export function trendsOf(outputs: readonly RunOutput[]): readonly Trend[] {
  const runs = outputs.map(runOf);
  const groups = new Map<string, TrendRun[]>();
  for (const run of runs) groups.set(groupOf(run), [...(groups.get(groupOf(run)) ?? []), run]);
  return [...groups.values()].map((group) => {
    const sorted = group.every(({ startedAt }) => startedAt !== null)
      ? [...group].sort((one, other) => (one.startedAt! < other.startedAt! ? -1 : 1))
      : group;
    const newest = sorted.at(-1)!;
    return {
      task: newest.analysis.task.name,
      title: newest.analysis.task.title,
      runs: sorted,
      schedules: [
        ...new Set(
          [...sorted]
            .reverse()
            .flatMap(({ analysis }) => analysis.schedules.map(({ name }) => name)),
        ),
      ],
      changes: sorted.flatMap((after, run) =>
        run === 0 ? [] : changesBetween(sorted[run - 1]!, after, run),
      ),
    };
  });
}

/** A figure of one schedule in one run. */
interface TrendFigure {
  readonly middle: number;
  readonly low: number | null;
  readonly high: number | null;
}

/** What is followed over the runs. */
export interface TrendQuantity {
  readonly title: string;
  /** What the interval is. */
  readonly interval: string;
  readonly write: (value: number) => string;
  readonly of: (run: TrendRun, schedule: string) => TrendFigure | null;
}

const scheduleOf = ({ analysis }: TrendRun, name: string) =>
  analysis.schedules.find((schedule) => schedule.name === name);

/** The quantities of a trend: what schedules are compared in, examples a second, nanoseconds of a call. */
export function quantitiesOfTrend({ runs }: Trend): readonly TrendQuantity[] {
  const { analysis } = runs.at(-1)!;
  const compared = comparedIn(analysis);
  const { example } = analysis.task;
  const short = (value: number): string => String(Number(value.toPrecision(4)));
  return [
    {
      title: compared.title,
      interval: `mean over the seeds with its ${String(100 * analysis.rules.confidence)} % interval`,
      write: compared.write,
      of: (run, name) => {
        const figure = scheduleOf(run, name)?.figures[run.analysis.rules.measure];
        return figure
          ? {
              middle: figure.mean,
              low: figure.interval?.low ?? null,
              high: figure.interval?.high ?? null,
            }
          : null;
      },
    },
    {
      title: `${example}s a second in training`,
      interval: "median with quartiles over the trials",
      write: short,
      of: (run, name) => {
        const speed = scheduleOf(run, name)?.timings?.examplesPerSecond;
        return speed
          ? { middle: speed.median, low: speed.firstQuartile, high: speed.thirdQuartile }
          : null;
      },
    },
    {
      title: "nanoseconds of a call",
      interval: "median with its median absolute deviation",
      write: (value) => value.toPrecision(3),
      of: ({ output }, name) => {
        const call = output.micro?.schedules.find((schedule) => schedule.name === name);
        return call
          ? {
              middle: call.nanosecondsPerCall,
              low: call.nanosecondsPerCall - call.deviation,
              high: call.nanosecondsPerCall + call.deviation,
            }
          : null;
      },
    },
  ];
}

/** How a run is told in full: its name, its branch, its day, and what trained it. */
export const describeTrendRun = ({ label, branch, startedAt, output }: TrendRun): string =>
  [label, branch, startedAt?.slice(0, 10), trainedBy(output.results)].filter(Boolean).join(", ");
