import { BenchmarkError } from "../errors.ts";
import { isObject, prepareExamples, tensorsIn } from "./examples.ts";
import type { Examples, PreparedExamples, Refuse } from "./examples.ts";
import { shown } from "./rule.ts";

/** The data of a task. Without `validation`, a share of `train` validates; without `test`, nothing is tested. */
export interface TaskData {
  readonly train: Examples;
  readonly validation?: Examples | undefined;
  readonly test?: Examples | undefined;
}

/** The data of a task, checked and off the backend. */
export interface PreparedData {
  readonly train: PreparedExamples;
  /** `undefined`: a share of `train`. */
  readonly validation: PreparedExamples | undefined;
  readonly test: PreparedExamples | undefined;
}

/**
 * Checks what a task gave as its data, and takes tensors off the backend, which disposes of them.
 *
 * @param name - Of the task.
 * @throws {BenchmarkError} Of kind `"usage"`, naming the task and the place that is wrong.
 */
export async function prepareData(name: string, data: unknown): Promise<PreparedData> {
  const refuse: Refuse = (place, problem) => {
    throw new BenchmarkError("usage", `task ${name}: ${place} ${problem}`);
  };
  if (!isObject(data)) return refuse("data", `must give { train, test }, got ${shown(data)}`);
  const unknown = Object.keys(data).filter(
    (key) => key !== "train" && key !== "validation" && key !== "test",
  );
  if (unknown.length > 0) {
    refuse("data", `gives ${unknown.join(", ")}, but it may give train, validation and test alone`);
  }
  const { train, validation, test } = data;
  try {
    return {
      train: await prepareExamples(train, "data.train", refuse),
      validation:
        validation === undefined
          ? undefined
          : await prepareExamples(validation, "data.validation", refuse),
      test: test === undefined ? undefined : await prepareExamples(test, "data.test", refuse),
    };
  } finally {
    // Not before: what an autoencoder takes and gives may be one tensor.
    for (const tensor of tensorsIn(data)) tensor.dispose();
  }
}

/** `count` of `total` positions, evenly spread. */
export const spread = (count: number, total: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => Math.floor((index * total) / count));
