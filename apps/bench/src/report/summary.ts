import { describeBackend } from "@anneal/experiment/records";
import type { Results, Tuning } from "@anneal/experiment/records";
import { datasets } from "@anneal/experiment/task";
import { cells, columns } from "./row.ts";

/** One sentence that says what was trained. */
export function describeRun({
  settings,
  protocol,
  tuning,
  backend,
  machines,
}: Pick<Results, "settings" | "protocol" | "tuning" | "backend" | "machines">): string {
  const { dataset, samples, testSamples, epochs, batchSize, learningRate, seeds } = settings;
  const title = datasets[dataset].title;
  const processors = [...new Set(machines.map(({ cpu }) => cpu))];
  const on = processors.length === 0 ? "" : ` on ${processors.join(" and ")}`;
  return (
    `${title}, ${String(samples)} images of which a fifth validates, ${String(testSamples)} test images, ` +
    `${String(epochs)} ${epochs === 1 ? "epoch" : "epochs"}, batch ${String(batchSize)}, Adam at ${tuning === null ? `${String(learningRate)}, untuned` : "the rate tuned for each schedule"}, ` +
    `${seeds.length === 1 ? `seed ${String(seeds[0])}` : `seeds ${seeds.join(", ")}`}; ` +
    `protocol ${String(protocol.version)}, backend ${describeBackend(backend)}${on}.`
  );
}

/** What the column `target` means. */
export const targetNote =
  "Accuracies in percent and losses are those after the last epoch; the test images are used once, at the end. " +
  "Target: validation accuracy above 85 % while training accuracy is below 95 %. " +
  "Images/s counts training alone, without validation.";

const line = (items: readonly string[]): string => `| ${items.join(" | ")} |`;

const describeTuning = (tuning: Tuning | null): readonly string[] =>
  tuning === null
    ? ["Untuned: every schedule has the same base rate.", ""]
    : [
        `Tuned: the base rate of each schedule is the best of ${tuning.rates.join(", ")} by the mean validation loss over the ` +
          `seeds ${tuning.seeds.join(", ")}: ` +
          `${tuning.schedules.map(({ name, learningRate }) => `${name} ${String(learningRate)}`).join(", ")}.`,
        "",
      ];

/** `summary.md`. */
export function renderSummary(results: Results): string {
  const { complete, settings, tuning, machines, versions, trials } = results;
  const problems = trials.filter((result) => result.status !== "completed");
  return [
    "# Learning-rate schedules compared",
    "",
    describeRun(results),
    ...(complete ? [] : ["", "**Incomplete: some trials are missing.**"]),
    "",
    line(columns),
    line(columns.map((_, index) => (index === 0 ? ":--" : "--:"))),
    ...results.summary.map((row) => line(cells(row))),
    "",
    targetNote,
    ...(settings.seeds.length > 1 ? [`Figures are mean ± standard deviation over the seeds.`] : []),
    ...(trials.some(({ status }) => status === "diverged")
      ? [
          "They leave out trials that diverged; the report counts these as a model that guesses, and has intervals.",
        ]
      : []),
    ...(problems.length === 0
      ? []
      : [
          "",
          ...problems.map(
            (result) =>
              `- ${result.trial.name}, seed ${String(result.trial.seed)}: ${
                result.status === "failed"
                  ? `failed: ${result.error}`
                  : `diverged in epoch ${String(result.epochs.length)}`
              }`,
          ),
        ]),
    "",
    ...describeTuning(tuning),
    "For comparison, the published figures of the experiment with halving, which are someone else's run on data of " +
      "their own: constant 92 % training, 78 % validation, validation loss 0.45; halving 93 %, 86 %, 0.35.",
    "",
    `anneal ${versions.anneal}, TensorFlow.js ${versions.tfjs}.`,
    ...machines.map(
      ({ bench, node, platform, cpu, cores }) =>
        `@anneal/bench ${bench}, Node.js ${node}, ${platform}, ${cpu}, ${String(cores)} cores.`,
    ),
    "",
  ].join("\n");
}
