import { access, constants, mkdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { keyOf, trialResultSchema } from "@anneal/experiment/records";
import type { PlannedTrial, ResultsByKey, TrialResult } from "@anneal/experiment/records";
import { asText, writeWhole } from "./wholeFile.ts";

/** The results in an output folder that belong to a plan. */
export async function earlierResults(
  trials: readonly PlannedTrial[],
  out: string,
  note: (text: string) => void,
): Promise<ResultsByKey> {
  const results: ResultsByKey = new Map();
  for (const { key, trial } of trials) {
    const earlier = await readTrial(out, key);
    if (earlier === "corrupt") {
      note(
        `${trial.name} seed ${String(trial.seed)}: trials/${key}.json is damaged, it runs again`,
      );
    } else if (earlier) results.set(key, earlier);
  }
  return results;
}

const trialFile = (out: string, key: string): string => join(out, "trials", `${key}.json`);

/** Makes the output folder. @throws {BenchmarkError} If it cannot be written. */
export async function prepareOutput(out: string): Promise<void> {
  try {
    const folder = join(out, "trials");
    await mkdir(folder, { recursive: true });
    await access(folder, constants.W_OK);
    await access(out, constants.W_OK);
  } catch (error) {
    throw new BenchmarkError(
      "output",
      `cannot write to the output folder ${out}: ${messageOf(error)}`,
      { cause: error },
    );
  }
}

/** The result of an earlier run; `undefined` if there is none, `"corrupt"` if its file is not one. */
export async function readTrial(
  out: string,
  key: string,
): Promise<TrialResult | "corrupt" | undefined> {
  let text: string;
  try {
    text = await readFile(trialFile(out, key), "utf8");
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "ENOENT" ? undefined : "corrupt";
  }
  try {
    const result = trialResultSchema.parse(JSON.parse(text));
    // A trial under the key of another one would be taken for it.
    return result.key === key && keyOf(result.trial) === key ? result : "corrupt";
  } catch {
    return "corrupt";
  }
}

/** Writes the result of one trial: whole or not at all. */
export async function writeTrial(out: string, result: TrialResult): Promise<void> {
  await writeWhole(trialFile(out, result.key), asText(trialResultSchema.parse(result)));
}
