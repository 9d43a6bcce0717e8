import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { microSchema } from "@anneal/experiment/records";
import type { Micro } from "@anneal/experiment/records";
import { z } from "zod";
import { schemaProblem } from "./schemaProblem.ts";
import { asText, writeWhole } from "./wholeFile.ts";

const fileOf = (out: string): string => join(out, "micro.json");

/** Writes `micro.json` into the output folder and returns its path. */
export async function writeMicro(out: string, micro: Micro): Promise<string> {
  await writeWhole(fileOf(out), asText(microSchema.parse(micro)));
  return fileOf(out);
}

/**
 * The `micro.json` of an output folder; `undefined` if there is none.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if it is damaged: what is not measured has not become slower.
 */
export async function readMicro(out: string): Promise<Micro | undefined> {
  const file = fileOf(out);
  try {
    return microSchema.parse(JSON.parse(await readFile(file, "utf8")));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    const reason =
      error instanceof z.ZodError
        ? `it is no micro.json of this version: ${schemaProblem(error)}`
        : messageOf(error);
    throw new BenchmarkError("usage", `cannot read ${file}: ${reason}`, { cause: error });
  }
}
