import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { tuningSchema } from "@anneal/experiment/records";
import type { Tuning } from "@anneal/experiment/records";
import { z } from "zod";
import { schemaProblem } from "./schemaProblem.ts";
import { asText, writeWhole } from "./wholeFile.ts";

/** Writes `tuning.json` into the output folder and returns its path. */
export async function writeTuning(out: string, tuning: Tuning): Promise<string> {
  const path = join(out, "tuning.json");
  await writeWhole(path, asText(tuningSchema.parse(tuning)));
  return path;
}

/** Reads a `tuning.json`. @throws {BenchmarkError} Of kind `"usage"`, if it is not one. */
export async function readTuning(path: string): Promise<Tuning> {
  try {
    return tuningSchema.parse(JSON.parse(await readFile(path, "utf8")));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason =
      code === "ENOENT"
        ? "there is no such file; anneal-bench tune writes one"
        : code === "EISDIR"
          ? "it is a folder; name the tuning.json in it"
          : error instanceof z.ZodError
            ? `it is no tuning.json of this version: ${schemaProblem(error)}`
            : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${path}: ${reason}`, { cause: error });
  }
}
