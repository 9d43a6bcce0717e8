import { stat } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import type { Micro, Results } from "@anneal/experiment/records";
import { withPrintableTexts } from "@anneal/experiment/wording";
import { z } from "zod";
import { readMicro } from "./micro.ts";
import { readResults } from "./results.ts";
import { schemaProblem } from "./schemaProblem.ts";

/** What an output folder says when a run is over. */
export interface RunOutput {
  /** As it was asked for. */
  readonly path: string;
  readonly results: Results;
  /** `undefined` if the calls were not measured. */
  readonly micro: Micro | undefined;
}

/**
 * Reads the results of a run, which whoever wrote the files may have made: no text in them breaks a line where it is shown.
 *
 * @param path - The output folder, or the `results.json` in it.
 * @throws {BenchmarkError} Of kind `"usage"`, if there are none.
 */
export async function readOutput(path: string): Promise<RunOutput> {
  const given = resolve(path);
  const isFile = await stat(given).then(
    (found) => found.isFile(),
    () => false,
  );
  const file = isFile ? given : join(given, "results.json");
  try {
    const results = await readResults(file);
    // A file of another name was saved away from the folder that it is about.
    const beside = !isFile || basename(file) === "results.json";
    const micro = beside ? await readMicro(dirname(file)) : undefined;
    return withPrintableTexts({ path, results, micro });
  } catch (error) {
    if (error instanceof BenchmarkError) throw error;
    const reason =
      (error as NodeJS.ErrnoException).code === "ENOENT"
        ? "there is no such file; give the output folder of a run, or its results.json"
        : error instanceof z.ZodError
          ? `it is no results.json of this version: ${schemaProblem(error)}`
          : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${file}: ${reason}`, { cause: error });
  }
}
