import { prepareData } from "../task/data.ts";
import type { PreparedData } from "../task/data.ts";
import type { DataContext } from "../task/context.ts";
import { inTask } from "../task/inTask.ts";
import { isLoop } from "../task/task.ts";
import type { Task } from "../task/task.ts";

/** A task and its data, which are loaded once for all of its trials. */
export interface ReadyTask {
  readonly task: Task;
  /** `null` for a loop of its own. */
  readonly data: PreparedData | null;
}

/** Loads the data of a task. @throws {BenchmarkError} Naming the task, if it has none that can be used. */
export async function readyTask(
  name: string,
  task: Task,
  context: DataContext,
): Promise<ReadyTask> {
  if (isLoop(task)) return { task, data: null };
  return {
    task,
    data: await prepareData(name, await inTask(name, "data", () => task.data(context))),
  };
}
