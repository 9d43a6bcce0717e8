import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "@anneal/experiment/errors";
import type { DatasetFile } from "@anneal/experiment/task";
import writeFileAtomic from "write-file-atomic";
import { readIdx, unpack } from "./idx.ts";

// The largest file is 26.4 MB: whatever is larger is not the data set.
const maxBytes = 64 * 1024 * 1024;

async function fetchBytes(address: string, timeout: number): Promise<Uint8Array> {
  const response = await fetch(address, { signal: AbortSignal.timeout(timeout) });
  if (!response.ok || !response.body) throw new Error(`status ${String(response.status)}`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
    length += chunk.length;
    if (length > maxBytes) throw new Error(`more than ${String(maxBytes)} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Downloads a file into a folder from the first mirror that has the right one. The file appears whole or not at all.
 *
 * @throws {Error} If no mirror has it; the message says what was wrong with each.
 */
export async function download(
  file: DatasetFile,
  mirrors: readonly string[],
  folder: string,
  timeout: number,
): Promise<void> {
  const problems: string[] = [];
  for (const mirror of mirrors) {
    const address = new URL(`${file.name}.gz`, mirror.endsWith("/") ? mirror : `${mirror}/`);
    try {
      const bytes = await fetchBytes(address.href, timeout);
      readIdx(file, unpack(bytes));
      await mkdir(folder, { recursive: true });
      await writeFileAtomic(join(folder, `${file.name}.gz`), Buffer.from(bytes));
      return;
    } catch (error) {
      // What `fetch` throws says what is wrong only in its cause.
      const { cause } = error as Error;
      problems.push(`${address.host}: ${messageOf(cause ?? error)}`);
    }
  }
  throw new Error(problems.join(", "));
}
