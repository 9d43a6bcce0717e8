import type { Results } from "@anneal/experiment/records";

const columns = [
  "dataset",
  "schedule",
  "seed",
  "base_rate",
  "status",
  "epoch",
  "learning_rate",
  "training_accuracy",
  "training_loss",
  "validation_accuracy",
  "validation_loss",
  "test_accuracy",
  "test_loss",
  "target_met",
  "images_per_second",
  "trial",
] as const;

type Value = string | number | boolean | null | undefined;

/**
 * A field as RFC 4180 has it. A text that a spreadsheet would compute gets an apostrophe in front of it: names come from
 * configuration files that others may have written.
 */
function field(value: Value): string {
  if (value === null || value === undefined) return "";
  if (typeof value !== "string") return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/**
 * Every epoch of every trial, one a line, in the order of the plan; epochs count from 1. The figures of the end stand in the
 * line of the last epoch. A trial that failed has one line without figures.
 */
export function renderCsv({ trials }: Results): string {
  const lines = trials.flatMap((result) => {
    const { key, trial, status } = result;
    const start = [trial.dataset, trial.name, trial.seed, trial.learningRate, status];
    if (status === "failed") {
      return [[...start, ...Array.from({ length: columns.length - 6 }, () => null), key]];
    }
    return result.epochs.map(({ epoch, learningRate, training, validation }, index) => {
      const last = index === result.epochs.length - 1;
      return [
        ...start,
        epoch + 1,
        learningRate,
        training.accuracy,
        training.loss,
        validation.accuracy,
        validation.loss,
        ...(last
          ? [
              result.test?.accuracy,
              result.test?.loss,
              result.targetMet,
              result.timings?.imagesPerSecond,
            ]
          : [null, null, null, null]),
        key,
      ];
    });
  });
  return [columns, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}
