import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { testCount, trainCount, unpack } from "@anneal/fashion-mnist";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { datasets, spread } from "@anneal/experiment/task";
import type { Dataset } from "@anneal/experiment/task";

/** How many images a training takes; `undefined` is all. */
interface Wanted {
  readonly samples?: number | undefined;
  readonly testSamples?: number | undefined;
}

/**
 * Whether the package `@anneal/fashion-mnist` has all images that a training takes, which are the first ones of the training
 * file and evenly spread ones of the test file.
 */
export function isInCompact({ samples = Infinity, testSamples = Infinity }: Wanted): boolean {
  const { count } = datasets["fashion-mnist"].test.labels;
  return (
    samples <= trainCount &&
    testSamples <= testCount &&
    spread(testSamples, count).every((index) => index % (count / testCount) === 0)
  );
}

/** Where the package that comes with the benchmark keeps its images. */
const compactFile = (): string =>
  createRequire(import.meta.url).resolve("@anneal/fashion-mnist/images.bin");

/**
 * Loads the images of Fashion-MNIST that come with the benchmark: 7,500 that train and 2,000 that test. They need neither a
 * network nor a package of the system.
 *
 * @param path - The file of the package.
 * @throws {BenchmarkError} Of kind `"data"` and what to do, if the file is missing or damaged.
 */
export async function loadCompact(path = compactFile()): Promise<Dataset> {
  try {
    return await unpack(await readFile(path));
  } catch (error) {
    throw new BenchmarkError(
      "data",
      `Fashion-MNIST: ${path}: ${messageOf(error)}; install the npm package @anneal/fashion-mnist again`,
      { cause: error },
    );
  }
}
