import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import writeFileAtomic from "write-file-atomic";

/** Writes a file whole or not at all. @throws {BenchmarkError} If it cannot be written. */
export async function writeWhole(path: string, text: string): Promise<void> {
  try {
    await writeFileAtomic(path, text);
  } catch (error) {
    throw new BenchmarkError("output", `cannot write ${path}: ${messageOf(error)}`, {
      cause: error,
    });
  }
}

/** JSON for a file that people may read, too. */
export const asText = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
