import { measureOf } from "@anneal/experiment/task";
import { peakRateOf } from "@anneal/experiment/analysis";
import type { Results } from "@anneal/experiment/records";
import {
  describeBatch,
  describeTarget,
  describeTrainingFigures,
  escapeMarkdown,
  quantityOf,
  ratesThatStandOut,
  trainedBy,
} from "@anneal/experiment/wording";
import { columnsOf } from "./row.ts";

const describeValidation = (total: number, validation: number): string =>
  validation === 0
    ? ""
    : total === 5 * validation
      ? " of which a fifth validates"
      : ` of which ${String(validation)} validate`;

/** One sentence that says what was trained. */
export function describeRun(results: Results): string {
  const { settings, protocol, tuning, machines, trials } = results;
  const { epochs, learningRate, seeds } = settings;
  const { title, example, optimizer } = protocol.task;
  const examples = trials[0]?.trial.examples;
  const total = examples ? examples.training + examples.validation : 0;
  const of = examples
    ? `${String(total)} ${example}s${describeValidation(total, examples.validation)}, ` +
      (examples.test === 0 ? "" : `${String(examples.test)} test ${example}s, `)
    : "";
  const processors = [...new Set(machines.map(({ cpu }) => cpu))];
  const on = processors.length === 0 ? "" : ` on ${processors.join(" and ")}`;
  return (
    `${title}, ${of}` +
    `${String(epochs)} ${epochs === 1 ? "epoch" : "epochs"}, ${describeBatch(batchSizeOf({ settings, trials }), !examples)}${optimizer === null ? "" : `${optimizer} `}at ${tuning === null ? `${String(learningRate)}, untuned` : "the rate tuned for each schedule"}, ` +
    `${seeds.length === 1 ? `seed ${String(seeds[0])}` : `seeds ${seeds.join(", ")}`}; ` +
    `protocol ${String(protocol.version)}, backend ${trainedBy(results)}${on}.`
  );
}

/** The batch size that all trials have; `null` where schedules have their own. */
function batchSizeOf({ settings, trials }: Pick<Results, "settings" | "trials">): number | null {
  const sizes = new Set(trials.map(({ trial }) => trial.batchSize));
  const [first = settings.batchSize] = sizes;
  return sizes.size > 1 ? null : first;
}

const plural = (word: string): string =>
  word.endsWith("y") ? `${word.slice(0, -1)}ies` : word.endsWith("s") ? `${word}es` : `${word}s`;

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** What the columns of the table mean. */
export function targetNote({ protocol: { task }, trials }: Results): string {
  const { example, metrics } = task;
  const named = (isShare: boolean): readonly string[] =>
    metrics
      .filter(({ unit }) => (unit === "%") === isShare)
      .map((metric) =>
        plural(quantityOf(task, measureOf("test", metric)).name.replace("test ", "")),
      );
  const shares = named(true);
  const figures = [
    ...(shares.length === 0 ? [] : [`${shares.join(", ")} in percent`]),
    ...named(false),
  ].join(" and ");
  const examples = trials[0]?.trial.examples;
  const target = describeTarget(task, "sentence");
  const training = describeTrainingFigures(task);
  return [
    `${capital(figures)} are those after the last epoch` +
      (examples && examples.test > 0 ? `; the test ${example}s are used once, at the end.` : "."),
    ...(training === null ? [] : [`${training}.`]),
    ...(target === null ? [] : [`Target: ${target}.`]),
    ...(examples
      ? [
          `${capital(example)}s/s counts training alone, without validation: median and quartiles over the trials.`,
        ]
      : []),
  ].join(" ");
}

/** Which schedules do not run at the base rate, as a sentence; `null` if all of them do. */
export function rateNote({ trials }: Results): string | null {
  const first = new Map(trials.map((result) => [result.trial.name, result] as const).reverse());
  return ratesThatStandOut(
    [...first.values()].reverse().map((result) => ({
      name: result.trial.name,
      learningRate: result.trial.learningRate,
      peakRate: peakRateOf(
        result.trial,
        result.status === "failed" ? [] : result.epochs.map(({ learningRate }) => learningRate),
      ),
    })),
  );
}

const line = (items: readonly string[]): string => `| ${items.join(" | ")} |`;

const describeTuning = (
  { tuning, protocol }: Results,
  standingOut: string | null,
): readonly string[] => [
  ...(tuning === null
    ? [
        standingOut === null
          ? "Untuned: every schedule has the same base rate."
          : "Untuned: every schedule that follows the base rate has the same one.",
      ]
    : [
        `Tuned: the base rate of each schedule is the best of ${tuning.rates.join(", ")} by the mean ${quantityOf(protocol.task, tuning.measure).name} over the ` +
          `seeds ${tuning.seeds.join(", ")}: ` +
          `${tuning.schedules.map(({ name, learningRate }) => `${name} ${String(learningRate)}`).join(", ")}.`,
      ]),
  ...(standingOut === null ? [] : ["", standingOut]),
  "",
];

/** `summary.md`. */
export function renderSummary(results: Results): string {
  const { complete, settings, protocol, machines, versions, trials } = results;
  const { diverged, remark } = protocol.task;
  const columns = columnsOf(results);
  const problems = trials.filter((result) => result.status !== "completed");
  return [
    "# Learning-rate schedules compared",
    "",
    escapeMarkdown(describeRun(results)),
    ...(complete ? [] : ["", "**Incomplete: some trials are missing.**"]),
    "",
    line(columns.map(({ title }) => title)),
    line(columns.map((_, index) => (index === 0 ? ":--" : "--:"))),
    ...results.summary.map((row) => line(columns.map(({ cell }) => escapeMarkdown(cell(row))))),
    "",
    escapeMarkdown(targetNote(results)),
    ...(settings.seeds.length > 1 ? [`Figures are mean ± standard deviation over the seeds.`] : []),
    ...(trials.some(({ status }) => status === "diverged")
      ? [
          `They leave out trials that diverged; the report counts these as ${escapeMarkdown(diverged?.as ?? "the worst of the run")}, and has intervals.`,
        ]
      : []),
    ...(problems.length === 0
      ? []
      : [
          "",
          ...problems.map(
            (result) =>
              `- ${escapeMarkdown(result.trial.name)}, seed ${String(result.trial.seed)}: ${
                result.status === "failed"
                  ? `failed: ${escapeMarkdown(result.error)}`
                  : `diverged in epoch ${String(result.epochs.length)}`
              }`,
          ),
        ]),
    "",
    ...describeTuning(results, rateNote(results)).map(escapeMarkdown),
    ...(remark === null ? [] : [escapeMarkdown(remark), ""]),
    escapeMarkdown(`anneal ${versions.anneal}, TensorFlow.js ${versions.tfjs}.`),
    ...machines.map(
      ({ bench, node, platform, cpu, cores }) =>
        `@anneal/bench ${escapeMarkdown(`${bench}, Node.js ${node}, ${platform}, ${cpu}`)}, ${String(cores)} cores.`,
    ),
    "",
  ].join("\n");
}
