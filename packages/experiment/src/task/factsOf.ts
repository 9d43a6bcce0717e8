import type { TaskFacts } from "./facts.ts";
import { metricsOf } from "./metricsOf.ts";
import type { Task } from "./task.ts";

/** What is known of a network once it is built. */
export interface Built {
  readonly network: string | null;
  readonly optimizer: string | null;
}

/** What results keep of a task. */
export function factsOf(name: string, task: Task, built: Built): TaskFacts {
  const metrics = metricsOf(task);
  const { title = name, example = "example", primary, typical, target = [], diverged } = task;
  return {
    title,
    example,
    network: built.network,
    optimizer: built.optimizer,
    metrics: metrics.map(({ name, better, unit }) => ({ name, better, unit })),
    primary: { metric: primary?.metric ?? metrics[0]!.name, margin: primary?.margin ?? 0 },
    typical: typical ?? null,
    target: target.map((bound) => ({ ...bound })),
    diverged:
      typeof diverged === "object" ? { as: diverged.as, values: { ...diverged.values } } : null,
    published: task.published
      ? { ...task.published, results: task.published.results.map((result) => ({ ...result })) }
      : null,
    elsewhere: (task.elsewhere ?? []).map((run) => ({ ...run, figures: { ...run.figures } })),
    remark: task.remark ?? null,
  };
}
