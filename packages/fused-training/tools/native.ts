/**
 * Compiles the native library of this machine and puts it where the package looks for it.
 *
 * tsx tools/native.ts
 */
import { createHash } from "node:crypto";
import { mkdir, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { findZig, installZig, type Command } from "../../../tools/zig.ts";
import { libraries } from "../src/engine/libraries.ts";
import { compileNative } from "./compile.ts";

/**
 * Compiles the library of this machine. Returns its file.
 *
 * @throws {Error} If there is none for this machine, or if the compiler makes other bytes than those whose digest is known.
 */
export async function buildNative(zig: Command): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const library = libraries[platform];
  if (!library) throw new Error(`there is no native library for ${platform}`);
  const bytes = await compileNative(zig, platform);
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== library.digest) {
    throw new Error(
      `the library has the digest ${digest}: run \`npm run kernels\` if the source has changed`,
    );
  }
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  const folder = join(cache, "anneal", "fused-training", digest);
  await mkdir(folder, { recursive: true });
  // It takes its place whole or not at all: others may be loading it.
  const file = join(folder, library.file);
  const unfinished = `${file}.${String(process.pid)}`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, file);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildNative((await findZig()) ?? (await installZig())));
}
