import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { resultsSchema } from "@anneal/experiment/records";
import type { Results } from "@anneal/experiment/records";
import { asText, writeWhole } from "./wholeFile.ts";

/** Writes `results.json` and `summary.md`. */
export async function writeResults(out: string, results: Results, summary: string): Promise<void> {
  await writeWhole(join(out, "results.json"), asText(resultsSchema.parse(results)));
  await writeWhole(join(out, "summary.md"), summary);
}

/** Reads a `results.json`. @throws {Error} If it does not have its schema. */
export async function readResults(path: string): Promise<Results> {
  return resultsSchema.parse(JSON.parse(await readFile(path, "utf8")));
}
