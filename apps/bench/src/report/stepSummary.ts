import { appendFile } from "node:fs/promises";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";

/**
 * Adds Markdown to the summary of the step of GitHub Actions that runs.
 *
 * @throws {BenchmarkError} Of kind `"usage"` outside of such a step, for output if the file cannot be written.
 */
export async function addToStepSummary(
  markdown: string,
  path = process.env["GITHUB_STEP_SUMMARY"],
): Promise<string> {
  if (path === undefined || path === "") {
    throw new BenchmarkError(
      "usage",
      "there is no step summary here: GITHUB_STEP_SUMMARY is not set",
    );
  }
  try {
    await appendFile(path, `${markdown}\n`);
  } catch (error) {
    throw new BenchmarkError("output", `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
  return path;
}
