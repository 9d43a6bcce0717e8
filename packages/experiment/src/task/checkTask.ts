import { BenchmarkError } from "../errors.ts";
import { measuresOf } from "./metric.ts";
import { metricsOf } from "./metricsOf.ts";
import { isObject, meant } from "./rule.ts";
import { fitTaskSchema, loopTaskSchema } from "./task.ts";
import type { Task } from "./task.ts";

/**
 * Checks a task that came from outside.
 *
 * @param name - Of the task, for the error.
 * @throws {BenchmarkError} Of kind `"usage"`, naming the task, each option that is wrong, its rule and the value received.
 */
export function checkTask(name: string, value: unknown): Task {
  const refuse = (problem: string): never => {
    throw new BenchmarkError("usage", `task ${name}: ${problem}`);
  };
  if (!isObject(value)) return refuse("it must be an object, see defineTask");
  const loop = "train" in value;
  const both = ["network", "data", "loss"].filter((option) => option in value);
  if (loop && both.length > 0) {
    refuse(`it has train, a loop of its own, so that it cannot have ${both.join(", ")} as well`);
  }
  const { success, data, error } = (loop ? loopTaskSchema : fitTaskSchema).safeParse(value);
  if (!success) {
    const known = Object.keys((loop ? loopTaskSchema : fitTaskSchema).shape);
    return refuse(
      error.issues
        .map((issue) => {
          if (issue.code === "unrecognized_keys" && issue.path.length === 0) {
            // One is enough, because the names of all that there are follow.
            return `${meant(issue.keys[0]!, known)} is no option; the options are ${known.join(", ")}`;
          }
          const place = issue.path.map(String).join(".");
          return `${place} ${issue.message.replace(/^Invalid input: /, "")}`;
        })
        .join("; "),
    );
  }
  const names = metricNamesOf(data);
  if (new Set(names).size < names.length) refuse("metrics has two of one name");
  const { primary, diverged } = data;
  if (primary !== undefined && !names.includes(primary.metric)) {
    refuse(
      `primary.metric must be one of ${names.join(", ")}, got ${meant(primary.metric, names)}`,
    );
  }
  for (const metric of typeof diverged === "object" ? Object.keys(diverged.values) : []) {
    if (!names.includes(metric)) {
      refuse(
        `diverged.values.${meant(metric, names)} is of no metric: the metrics are ${names.join(", ")}`,
      );
    }
  }
  const measures = [...measuresOf(metricsOf(data)).keys()];
  (data.target ?? []).forEach(({ measure }, index) => {
    if (measures.includes(measure)) return;
    refuse(
      `target.${String(index)}.measure must be one of ${measures.join(", ")}, got ${meant(measure, measures)}`,
    );
  });
  for (const [index, { figures }] of (data.elsewhere ?? []).entries()) {
    for (const measure of Object.keys(figures)) {
      if (measures.includes(measure)) continue;
      refuse(
        `elsewhere.${String(index)}.figures.${meant(measure, measures)} is of no measure: the measures are ${measures.join(", ")}`,
      );
    }
  }
  if (data.typical !== undefined && primaryUnit(data) !== "%") {
    refuse('typical is for a primary metric whose unit is "%"');
  }
  return data;
}

const metricNamesOf = (task: Task): readonly string[] => metricsOf(task).map(({ name }) => name);

const primaryUnit = (task: Task): string | undefined => {
  const metrics = metricsOf(task);
  const name = task.primary?.metric ?? metrics[0]!.name;
  return metrics.find((metric) => metric.name === name)?.unit;
};
