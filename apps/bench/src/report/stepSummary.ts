import { appendFile } from "node:fs/promises";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";

/**
 * Adds Markdown to the summary of the step of GitHub Actions that runs.
 *
 * @returns The file that holds it; `undefined` outside of such a step.
 * @throws {BenchmarkError} Of kind `"output"`, if the file cannot be written.
 */
export async function addToStepSummary(
  markdown: string,
  path = process.env["GITHUB_STEP_SUMMARY"],
): Promise<string | undefined> {
  if (path === undefined || path === "") return undefined;
  try {
    await appendFile(path, `${markdown}\n`);
  } catch (error) {
    throw new BenchmarkError("output", `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return path;
}
