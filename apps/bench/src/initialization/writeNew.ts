import { access, mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { BenchmarkError, messageOf } from "@anneal/experiment/errors";

/** Files by their path in a folder. */
export type Files = Readonly<Record<string, string>>;

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/**
 * Writes files that are not there yet.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, before anything is written, if one of them is there; of kind `"output"`, if one
 *   cannot be written.
 */
export async function writeNew(folder: string, files: Files): Promise<void> {
  for (const path of Object.keys(files)) {
    if (await exists(join(folder, path))) {
      throw new BenchmarkError(
        "usage",
        `init: ${join(folder, path)} is there already, and nothing was written: move it away first`,
      );
    }
  }
  for (const [path, text] of Object.entries(files)) {
    const target = join(folder, path);
    try {
      await mkdir(dirname(target), { recursive: true });
      // It fails where the file has come into being in the meantime.
      await writeFile(target, text, { flag: "wx" });
    } catch (error) {
      throw new BenchmarkError("output", `cannot write ${target}: ${messageOf(error)}`, {
        cause: error,
      });
    }
  }
}
