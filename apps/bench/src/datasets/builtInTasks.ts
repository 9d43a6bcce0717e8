import { datasets, referenceTask } from "@anneal/experiment/task";
import type { DatasetName, Task } from "@anneal/experiment/task";
import { loadDataset } from "./dataset.ts";

const names = Object.keys(datasets) as readonly DatasetName[];

/** The tasks that every installation has: the reference network on MNIST and on Fashion-MNIST. */
export const builtInTasks: Readonly<Record<string, Task>> = Object.fromEntries(
  names.map((name) => [name, referenceTask(name, (context) => loadDataset(name, context))]),
);
