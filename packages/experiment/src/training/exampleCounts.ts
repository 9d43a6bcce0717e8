import { BenchmarkError } from "../errors.ts";
import type { ExampleCounts } from "../records/trial.ts";
import type { PreparedData } from "../task/data.ts";
import type { FitTask } from "../task/task.ts";
import type { TaskRequest } from "./inspection.ts";

/** The share of `train` that validates where nothing else is said. */
const defaultSplit = 0.2;

/** How many examples train, validate and test. @throws {BenchmarkError} If the task has fewer than are asked for. */
export function countsOf(
  name: string,
  task: FitTask,
  { train, validation, test }: PreparedData,
  { samples, testSamples }: Pick<TaskRequest, "samples" | "testSamples">,
): ExampleCounts {
  const tested = test?.length ?? 0;
  if (samples !== null && samples > train.length) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: samples must be at most ${String(train.length)}, which is all that the task has to train with, got ${String(samples)}`,
    );
  }
  if (testSamples !== null && testSamples > tested) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: testSamples must be at most ${String(tested)}, which is all that the task has to test with, got ${String(testSamples)}`,
    );
  }
  const used = samples ?? train.length;
  const training =
    validation === undefined
      ? Math.floor(used * (1 - (task.validationSplit ?? defaultSplit)))
      : used;
  if (training === 0) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: of ${String(used)} examples none is left to train with; give more of them, or a smaller validationSplit`,
    );
  }
  if (validation === undefined && training === used) {
    throw new BenchmarkError(
      "usage",
      `task ${name}: of ${String(used)} examples none is left to validate with; give more of them, or a larger validationSplit`,
    );
  }
  return {
    training,
    validation: validation === undefined ? used - training : validation.length,
    test: testSamples ?? tested,
  };
}
