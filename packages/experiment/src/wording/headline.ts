import type { Analysis, ScheduleAnalysis, Verdict } from "../analysis/schema.ts";
import type { Results } from "../records/results.ts";
import { datasets } from "../task/datasets.ts";
import { counted, listed, percent, points, range, whole } from "./notation.ts";

/** What the figures of a report are about. */
export interface Report {
  readonly analysis: Analysis;
  readonly results: Results;
}

/** The metric in words. */
const nameOfMetric = (metric: Analysis["rules"]["metric"]): string =>
  metric === "testAccuracy" ? "test accuracy" : "validation accuracy";

/** What schedules are compared in, in words. */
export const metricName = ({ rules }: Analysis): string => nameOfMetric(rules.metric);

/** What the sensitivity is shown in: a tuning knows nothing of the test images. */
export const sensitivityMetric = ({ rules, schedules }: Analysis): Analysis["rules"]["metric"] =>
  schedules.some(({ sensitivity }) =>
    sensitivity.some((point) => point[rules.metric] === null && point.validationAccuracy !== null),
  )
    ? "validationAccuracy"
    : rules.metric;

/** What the sensitivity is shown in, in words. */
export const sensitivityMetricName = (analysis: Analysis): string =>
  nameOfMetric(sensitivityMetric(analysis));

/** The data set as people write it. */
export const datasetTitle = ({ task }: Analysis): string => datasets[task.dataset].title;

/** The schedules from best to worst; those without a usable trial come last. */
export const ranked = ({ schedules }: Analysis): readonly ScheduleAnalysis[] =>
  schedules
    .map((schedule, index) => ({ schedule, index }))
    .sort(
      (a, b) => (a.schedule.rank ?? Infinity) - (b.schedule.rank ?? Infinity) || a.index - b.index,
    )
    .map(({ schedule }) => schedule);

/** The figure that schedules are compared in. */
export const primaryFigure = (
  { rules }: Analysis,
  schedule: ScheduleAnalysis,
): ScheduleAnalysis["testAccuracy"] => schedule[rules.metric];

/** The names of the schedules with a verdict, from best to worst. */
export const withVerdict = (analysis: Analysis, verdict: Verdict): readonly string[] =>
  ranked(analysis)
    .filter(({ difference }) => difference?.verdict === verdict)
    .map(({ name }) => name);

/** What was trained, as one sentence without a machine in it. */
export function describeTask({ analysis, results }: Report): string {
  const { samples, testSamples, epochs, batchSize } = analysis.task;
  const { learningRate, seeds } = results.settings;
  const rates = results.tuning === null ? `Adam at ${String(learningRate)}` : "Adam at tuned rates";
  return (
    `${datasetTitle(analysis)}: ${counted(analysis.schedules.length, "schedule")}, ${counted(seeds.length, "seed")}, ` +
    `${counted(epochs, "epoch")} of ${whole(samples)} images of which a fifth validates, ${whole(testSamples)} test images, ` +
    `batch ${String(batchSize)}, ${rates}`
  );
}

/** What the comparison with the baseline says, as sentences. */
export function claims(analysis: Analysis): readonly string[] {
  const { baseline, margin, seedsNeeded, confidence } = analysis.rules;
  if (baseline === null)
    return ["There is no baseline among the schedules, so nothing is compared."];
  const others = analysis.schedules.filter(({ difference }) => difference !== null);
  if (others.length === 0) return [`Only ${baseline} was trained, so nothing is compared.`];
  const better = withVerdict(analysis, "better");
  const worse = withVerdict(analysis, "worse");
  const equivalent = withVerdict(analysis, "equivalent");
  const identical = withVerdict(analysis, "identical");
  const open = withVerdict(analysis, "no difference shown");
  const few = withVerdict(analysis, "too few seeds");
  const than = `than ${baseline} in ${metricName(analysis)}`;
  const sentences = [
    ...(better.length > 0 ? [`Better ${than}: ${listed(better)}.`] : []),
    ...(worse.length > 0 ? [`Worse ${than}: ${listed(worse)}.`] : []),
    ...(equivalent.length > 0
      ? [
          `Within ${percent(margin)} percentage points of ${baseline}, with ${String(100 * confidence)} % confidence: ${listed(equivalent)}.`,
        ]
      : []),
    ...(identical.length > 0
      ? [`The same numbers as ${baseline} on every seed: ${listed(identical)}.`]
      : []),
    ...(open.length > 0 ? [`No difference shown: ${listed(open)}.`] : []),
    ...(few.length > 0
      ? [
          `Too few seeds for a claim about ${listed(few)}: it needs ${String(seedsNeeded)} that both schedules finished.`,
        ]
      : []),
  ];
  return sentences;
}

/** The schedule with the highest mean, and its distance to the baseline. */
export function best(analysis: Analysis): string | null {
  const [first] = ranked(analysis);
  const figure = first && primaryFigure(analysis, first);
  if (!first || !figure) return null;
  const { difference } = first;
  const ahead =
    difference?.mean == null
      ? ""
      : `, ${points(difference.mean)} pp to ${analysis.rules.baseline!}` +
        (difference.interval ? ` [${range(difference.interval, points)}]` : "");
  return `Highest mean ${metricName(analysis)}: ${first.name}, ${percent(figure.mean)} %${ahead}.`;
}

/** A trial that has no ordinary result. */
export interface Problem {
  readonly kind: "failed" | "diverged" | "missing";
  readonly schedule: string;
  readonly seed: number | null;
  readonly text: string;
}

/** What went wrong, schedule by schedule. */
export function problems(analysis: Analysis): readonly Problem[] {
  return analysis.schedules.flatMap(({ name, seeds, missing }): readonly Problem[] => [
    ...seeds.flatMap((dot): readonly Problem[] => {
      const where = `${name}, seed ${String(dot.seed)}`;
      if (dot.status === "failed") {
        const text = `${where} failed: ${dot.error!}`;
        return [{ kind: "failed", schedule: name, seed: dot.seed, text }];
      }
      if (dot.status === "diverged") {
        const text = `${where} diverged in epoch ${String(dot.divergedInEpoch! + 1)}`;
        return [{ kind: "diverged", schedule: name, seed: dot.seed, text }];
      }
      return [];
    }),
    ...(missing > 0
      ? [
          {
            kind: "missing",
            schedule: name,
            seed: null,
            text: `${name}: ${counted(missing, "trial")} of the plan missing`,
          } as const,
        ]
      : []),
  ]);
}

/** How many trials there are, and of which kind. */
export function describeTrials({ trials }: Analysis): string {
  return [
    `${String(trials.completed)} completed`,
    ...(trials.diverged > 0 ? [`${String(trials.diverged)} diverged`] : []),
    ...(trials.failed > 0 ? [`${String(trials.failed)} failed`] : []),
    ...(trials.missing > 0 ? [`${String(trials.missing)} missing`] : []),
  ].join(", ");
}
