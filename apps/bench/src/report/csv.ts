import type { Results } from "@anneal/experiment/records";
import { scoresAfter, scoresIn } from "@anneal/experiment/records";
import { measureOf } from "@anneal/experiment/task";
import type { MetricFacts } from "@anneal/experiment/task";

/** A name in camel case with underscores, as columns have it. */
export const snake = (name: string): string =>
  name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();

const ofEpochs = (metrics: readonly MetricFacts[]): readonly string[] =>
  (["training", "validation"] as const).flatMap((split) =>
    metrics.map((metric) => measureOf(split, metric)),
  );
const ofTest = (metrics: readonly MetricFacts[]): readonly string[] =>
  metrics.map((metric) => measureOf("test", metric));

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
export function renderCsv({ trials, protocol: { task } }: Results): string {
  const [epochly, tested] = [ofEpochs(task.metrics), ofTest(task.metrics)];
  const columns = [
    ...["task", "schedule", "seed", "base_rate", "status", "epoch", "learning_rate"],
    ...[...epochly, ...tested].map(snake),
    ...["target_met", "examples_per_second", "trial"],
  ];
  const lines = trials.flatMap((result) => {
    const { key, trial, status } = result;
    const start = [trial.task, trial.name, trial.seed, trial.learningRate, status];
    if (status === "failed") {
      return [[...start, ...Array.from({ length: columns.length - 6 }, () => null), key]];
    }
    const end = scoresAfter(result);
    return result.epochs.map((epoch, index) => {
      const last = index === result.epochs.length - 1;
      const scores = scoresIn(epoch);
      return [
        ...start,
        epoch.epoch + 1,
        epoch.learningRate,
        ...epochly.map((measure) => scores[measure]),
        ...(last
          ? [
              ...tested.map((measure) => end[measure]),
              result.targetMet,
              result.timings?.examplesPerSecond,
            ]
          : [...tested.map(() => null), null, null]),
        key,
      ];
    });
  });
  return [columns, ...lines].map((line) => `${line.map(field).join(",")}\r\n`).join("");
}
