import type { Analysis, Figure, ScheduleAnalysis, Verdict } from "../analysis/schema.ts";
import type { Results } from "../records/results.ts";
import { counted, listed, range, whole } from "./notation.ts";
import { comparedIn, primaryOn, quantityOf } from "./quantity.ts";
import type { Quantity } from "./quantity.ts";

/** What the figures of a report are about. */
export interface Report {
  readonly analysis: Analysis;
  readonly results: Results;
}

/** What the sensitivity is shown in: a tuning knows nothing of the test. */
export function sensitivityQuantity({ task, rules, schedules }: Analysis): Quantity {
  const validated = primaryOn("validation", task);
  const isUntested = schedules.some(({ sensitivity }) =>
    sensitivity.some(({ figures }) => !figures[rules.measure] && figures[validated]),
  );
  return quantityOf(task, isUntested ? validated : rules.measure);
}

/** How many examples of a task there are, as its people call them: `640 images`. */
export const examplesOf = ({ example }: Analysis["task"], n: number): string =>
  `${whole(n)} ${n === 1 ? example : `${example}s`}`;

/** The schedules from best to worst; those without a usable trial come last. */
export const ranked = ({ schedules }: Analysis): readonly ScheduleAnalysis[] =>
  schedules
    .map((schedule, index) => ({ schedule, index }))
    .sort(
      (a, b) => (a.schedule.rank ?? Infinity) - (b.schedule.rank ?? Infinity) || a.index - b.index,
    )
    .map(({ schedule }) => schedule);

/** The figure that schedules are compared in. */
export const primaryFigure = ({ rules }: Analysis, { figures }: ScheduleAnalysis): Figure | null =>
  figures[rules.measure] ?? null;

/** The names of the schedules with a verdict, from best to worst. */
export const withVerdict = (analysis: Analysis, verdict: Verdict): readonly string[] =>
  ranked(analysis)
    .filter(({ difference }) => difference?.verdict === verdict)
    .map(({ name }) => name);

/** How much of a task is trained, such as `640×2`: examples and epochs. */
export const sizeOf = ({ examples, epochs }: Analysis["task"], times: string): string =>
  examples === null
    ? String(epochs)
    : `${String(examples.training + examples.validation)}${times}${String(epochs)}`;

/** Which examples train, validate and test, as the middle of a sentence. */
function describeExamples(
  task: Pick<Analysis["task"], "example">,
  { training, validation, test }: NonNullable<Analysis["task"]["examples"]>,
): string {
  const { example } = task;
  const total = training + validation;
  const validating =
    validation === 0
      ? ""
      : total === 5 * validation
        ? " of which a fifth validates"
        : ` of which ${whole(validation)} validate`;
  return `${whole(total)} ${example}s${validating}${test === 0 ? "" : `, ${whole(test)} test ${example}s`}`;
}

/** A batch size, with a comma behind it. @param isLoop - Whether it is that of a loop, of which nobody knows if it has batches. */
export const describeBatch = (batchSize: number | null, isLoop: boolean): string =>
  isLoop ? "" : batchSize === null ? "batches of several sizes, " : `batch ${String(batchSize)}, `;

/** What was trained, as one sentence without a machine in it. */
export function describeTask({ analysis, results }: Report): string {
  const { task } = analysis;
  const { title, examples, epochs, batchSize, optimizer } = task;
  const { learningRate, seeds } = results.settings;
  const rates = results.tuning === null ? `at ${String(learningRate)}` : "at tuned rates";
  return (
    `${title}: ${counted(analysis.schedules.length, "schedule")}, ${counted(seeds.length, "seed")}, ` +
    `${counted(epochs, "epoch")}${examples === null ? "" : ` of ${describeExamples(task, examples)}`}, ` +
    `${describeBatch(batchSize, examples === null)}${optimizer === null ? "" : `${optimizer} `}${rates}`
  );
}

/** Which schedules diverge more or less often than the baseline, as sentences. */
function divergenceClaims({ schedules, rules }: Analysis): readonly string[] {
  const baseline = schedules.find(({ name }) => name === rules.baseline);
  const write = ({ divergence: { count, of } }: ScheduleAnalysis): string =>
    `${String(count)} of ${String(of)}`;
  return (["more often", "less often"] as const).flatMap((verdict) => {
    const found = schedules.filter(({ divergence }) => divergence.comparison?.verdict === verdict);
    return found.length === 0
      ? []
      : [
          `Diverges ${verdict} than ${rules.baseline!}: ` +
            `${listed(found.map((own) => `${own.name} (${write(own)} against ${write(baseline!)})`))}.`,
        ];
  });
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
  const compared = comparedIn(analysis);
  const than = `than ${baseline} in ${compared.name}`;
  const sentences = [
    ...(better.length > 0 ? [`Better ${than}: ${listed(better)}.`] : []),
    ...(worse.length > 0 ? [`Worse ${than}: ${listed(worse)}.`] : []),
    ...(equivalent.length > 0
      ? [
          `Within ${compared.write(margin)}${compared.differenceUnitInFull} of ${baseline}, with ${String(100 * confidence)} % confidence: ${listed(equivalent)}.`,
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
    ...divergenceClaims(analysis),
  ];
  return sentences;
}

/** Which mean is the best, at the beginning of a phrase. */
export const bestMean = ({ rules }: Analysis): string =>
  rules.better === "higher" ? "Highest mean" : "Lowest mean";

/** The schedule with the best mean, and its distance to the baseline. */
export function best(analysis: Analysis): string | null {
  const [first] = ranked(analysis);
  const figure = first && primaryFigure(analysis, first);
  if (!first || !figure) return null;
  const { difference } = first;
  const { name, write, unit, writeDifference, differenceUnit } = comparedIn(analysis);
  const ahead =
    difference?.mean == null
      ? ""
      : `, ${writeDifference(difference.mean)}${differenceUnit} to ${analysis.rules.baseline!}` +
        (difference.interval ? ` [${range(difference.interval, writeDifference)}]` : "");
  return `${bestMean(analysis)} ${name}: ${first.name}, ${write(figure.mean)}${unit}${ahead}.`;
}

/** A trial that has no ordinary result. */
interface Problem {
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
