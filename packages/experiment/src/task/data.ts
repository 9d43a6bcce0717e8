import { BenchmarkError } from "../errors.ts";
import { prepareExamples, tensorsIn } from "./examples.ts";
import type { Examples, Refuse } from "./examples.ts";
import { isObject, shown } from "./rule.ts";
import { isStreamLike, prepareStream } from "./stream.ts";
import type { ExampleStream, Source } from "./stream.ts";

/**
 * The data of a task, each part in memory or as a stream. Without `validation`, a share of `train` validates, which a stream does
 * not allow; without `test`, nothing is tested.
 */
export interface TaskData {
  readonly train: Examples | ExampleStream;
  readonly validation?: Examples | ExampleStream | undefined;
  readonly test?: Examples | ExampleStream | undefined;
}

/** The data of a task, checked and off the backend. */
export interface PreparedData {
  readonly train: Source;
  /** `undefined`: a share of `train`, which is then in memory. */
  readonly validation: Source | undefined;
  readonly test: Source | undefined;
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
  const prepare = (place: string, part: unknown): Source | Promise<Source> =>
    isStreamLike(part) ? prepareStream(name, place, part) : prepareExamples(part, place, refuse);
  if (isStreamLike(train) && validation === undefined) {
    refuse(
      "data.train",
      "is a stream, of which no share can validate: give data.validation as well",
    );
  }
  try {
    return {
      train: await prepare("data.train", train),
      validation:
        validation === undefined ? undefined : await prepare("data.validation", validation),
      test: test === undefined ? undefined : await prepare("data.test", test),
    };
  } finally {
    // Not before: what an autoencoder takes and gives may be one tensor.
    for (const tensor of tensorsIn(data)) tensor.dispose();
  }
}

/** `count` of `total` positions, evenly spread. */
export const spread = (count: number, total: number): Uint32Array =>
  Uint32Array.from({ length: count }, (_, index) => Math.floor((index * total) / count));
