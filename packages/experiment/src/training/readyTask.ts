import { name as nonEmpty, nonNegativeInteger } from "anneal";
import { optionsOf } from "../optionsOf.ts";
import { prepareData } from "../task/data.ts";
import type { PreparedData } from "../task/data.ts";
import type { DataContext } from "../task/context.ts";
import { inTask } from "../task/inTask.ts";
import { names, tensorflow } from "../task/rule.ts";
import { isLoop } from "../task/task.ts";
import type { Task } from "../task/task.ts";

/** A task and its data, which are loaded once for all of its trials. */
export interface ReadyTask {
  readonly task: Task;
  /** `null` for a loop of its own. */
  readonly data: PreparedData | null;
}

const checked = /* @__PURE__ */ optionsOf<
  DataContext,
  "samples" | "testSamples" | "dataDir" | "mirrors"
>(
  "readyTask",
  {
    tf: tensorflow,
    samples: nonNegativeInteger,
    testSamples: nonNegativeInteger,
    dataDir: nonEmpty,
    mirrors: names,
  },
  { samples: undefined, testSamples: undefined, dataDir: undefined, mirrors: undefined },
);

/**
 * Loads the data of a task.
 *
 * @throws {BenchmarkError} Naming the task, if it has none that can be used.
 * @throws {RangeError | TypeError} If the context has what there is not, or what is wrong.
 */
export async function readyTask(
  name: string,
  task: Task,
  context: DataContext,
): Promise<ReadyTask> {
  const given = checked(context);
  if (isLoop(task)) return { task, data: null };
  return {
    task,
    data: await prepareData(name, await inTask(name, "data", () => task.data(given))),
  };
}
