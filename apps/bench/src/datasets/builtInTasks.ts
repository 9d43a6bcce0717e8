import { referenceTask } from "@anneal/experiment/task";
import type { Task } from "@anneal/experiment/task";
import { isInCompact, loadCompact } from "./compactFashionMnist.ts";
import { loadDataset } from "./dataset.ts";

/**
 * The tasks that every installation has: the reference network on Fashion-MNIST and on MNIST. What a run of Fashion-MNIST takes
 * of its images comes from the package beside the benchmark if that has it, unless a folder is named.
 */
export const builtInTasks: Readonly<Record<"fashion-mnist" | "mnist", Task>> = {
  "fashion-mnist": referenceTask("fashion-mnist", (context) =>
    context.dataDir === undefined && isInCompact(context)
      ? loadCompact()
      : loadDataset("fashion-mnist", context),
  ),
  mnist: referenceTask("mnist", (context) => loadDataset("mnist", context)),
};

/** The task that is trained when none is named. */
export const defaultTask = "fashion-mnist";
