import { knownMetrics } from "./metric.ts";
import type { MetricFacts } from "./metric.ts";
import { isLoop } from "./task.ts";
import type { Task } from "./task.ts";

/** The metrics of a task with everything that is known of each. A training with `fit` has its loss as the last. */
export function metricsOf(task: Task): readonly MetricFacts[] {
  const given = (task.metrics ?? []).map((metric) => {
    if (typeof metric === "string") return knownMetrics.get(metric)!;
    const { name, better, unit = "" } = metric;
    return { name, better, unit };
  });
  const loss = knownMetrics.get("loss")!;
  const all =
    given.length > 0 && (isLoop(task) || given.some(({ name }) => name === "loss"))
      ? given
      : [...given, loss];
  const { primary } = task;
  return all.map((metric) =>
    primary?.better !== undefined && metric.name === primary.metric
      ? { ...metric, better: primary.better }
      : metric,
  );
}
