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
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    const reason = missing
      ? "there is no such file"
      : error instanceof z.ZodError
        ? `it is no tuning.json of this version: ${schemaProblem(error)}`
        : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${path}: ${reason}`, { cause: error });
  }
}
