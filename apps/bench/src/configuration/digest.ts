import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { dirname, resolve } from "node:path";

/** What names a file by its place relative to the importing one, in any of the forms that JavaScript has. */
const relative = /(?:from|import|require)\s*\(?\s*["'](\.{1,2}\/[^"'\n]+)["']/g;

const endings = ["", ".ts", ".mts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];

async function readAny(path: string): Promise<{ path: string; text: string } | undefined> {
  for (const ending of endings) {
    try {
      return { path: path + ending, text: await readFile(path + ending, "utf8") };
    } catch {
      // The next ending may be there.
    }
  }
  return undefined;
}

/**
 * A digest of the text of a file and of the files that it imports by a relative path, directly or not. Their names are not in
 * it. It is kept beside results and decides nothing: what a configuration does is what counts.
 */
export async function digestOfFiles(file: string): Promise<string> {
  const hash = createHash("sha256");
  const seen = new Set<string>();
  const queue = [file];
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const found = await readAny(path);
    if (found === undefined || seen.has(found.path)) continue;
    seen.add(found.path);
    hash.update(found.text).update("\0");
    for (const [, name] of found.text.matchAll(relative)) {
      queue.push(resolve(dirname(found.path), name!));
    }
  }
  return hash.digest("hex").slice(0, 16);
}
