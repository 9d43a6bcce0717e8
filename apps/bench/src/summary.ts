import { datasets } from "./datasets/files.ts";
import { cells, columns } from "./figures.ts";
import type { Results } from "./results.ts";

/** One sentence that says what was trained. */
export function describeRun({ settings, backend, environment }: Results): string {
  const { dataset, samples, testSamples, epochs, batchSize, learningRate, seeds } = settings;
  const title = datasets[dataset].title;
  return (
    `${title}, ${String(samples)} images of which a fifth validates, ${String(testSamples)} test images, ` +
    `${String(epochs)} ${epochs === 1 ? "epoch" : "epochs"}, batch ${String(batchSize)}, Adam at ${String(learningRate)}, ` +
    `${seeds.length === 1 ? `seed ${String(seeds[0])}` : `seeds ${seeds.join(", ")}`}; ` +
    `backend ${backend.name} ${backend.version} on ${environment.cpu}.`
  );
}

/** What the column `target` means. */
export const targetNote =
  "Accuracies in percent and losses are those after the last epoch; the test images are used once, at the end. " +
  "Target: validation accuracy above 85 % while training accuracy is below 95 %. " +
  "Images/s counts training alone, without validation.";

const line = (items: readonly string[]): string => `| ${items.join(" | ")} |`;

/** `summary.md`. */
export function renderSummary(results: Results): string {
  const { complete, settings, environment, versions, trials } = results;
  const problems = trials.filter((result) => result.status !== "completed");
  return [
    "# Learning-rate schedules compared",
    "",
    describeRun(results),
    ...(complete ? [] : ["", "**Interrupted: some trials are missing.**"]),
    "",
    line(columns),
    line(columns.map((_, index) => (index === 0 ? ":--" : "--:"))),
    ...results.summary.map((row) => line(cells(row))),
    "",
    targetNote,
    ...(settings.seeds.length > 1 ? [`Figures are mean ± standard deviation over the seeds.`] : []),
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
    "For comparison, the published figures of the experiment with halving, which are someone else's run on data of " +
      "their own: constant 92 % training, 78 % validation, validation loss 0.45; halving 93 %, 86 %, 0.35.",
    "",
    `anneal ${versions.anneal}, @anneal/bench ${environment.bench}, TensorFlow.js ${versions.tfjs}, ` +
      `Node.js ${environment.node}, ${environment.platform}, ${String(environment.cores)} cores, ` +
      `${String(settings.jobs)} at a time.`,
    "",
  ].join("\n");
}
