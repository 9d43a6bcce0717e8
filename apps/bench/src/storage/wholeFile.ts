import { BenchmarkError, messageOf } from "@anneal/experiment/errors";
import { printableJson } from "@anneal/experiment/wording";
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

/** JSON for a file or the standard output, which people may look at, too. */
export const asText = (value: unknown): string => `${printableJson(value)}\n`;

/** What `--json` prints: one document, which is a list where several tasks were asked for. */
export const asDocument = (documents: readonly unknown[], tasks: number): string =>
  asText(tasks === 1 ? documents[0] : documents);
