/**
 * Compiles the native library of this machine and puts it where the package looks for it.
 *
 * tsx tools/native.ts
 */
import { createHash } from "node:crypto";
import { mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { findZig, installZig, type Command } from "../../../tools/zig.ts";
import { libraries } from "../src/engine/libraries.ts";
import { compileNative } from "./compile.ts";

const digestOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

function known(platform: string): (typeof libraries)[string] {
  const library = libraries[platform];
  if (!library) throw new Error(`there is no native library for ${platform}`);
  return library;
}

/** Where the library of a platform is kept, by its digest. */
function fileOf(platform: string): string {
  const { digest, file } = known(platform);
  const cache = process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache");
  return join(cache, "anneal", "fused-training", digest, file);
}

/**
 * The library of a platform: one that was compiled before, or compiled now.
 *
 * @param zig - Finds the compiler, if it is needed.
 * @throws {Error} If there is none for the platform, or if the compiler makes other bytes than those whose digest is known.
 */
export async function libraryOf(
  platform: string,
  zig: () => Promise<Command>,
): Promise<Uint8Array> {
  const kept = await readFile(fileOf(platform)).catch(() => undefined);
  if (kept && digestOf(kept) === known(platform).digest) return kept;
  const bytes = await compileNative(await zig(), platform);
  if (digestOf(bytes) !== known(platform).digest) {
    throw new Error(
      `the library has the digest ${digestOf(bytes)}: run \`npm run kernels\` if the source has changed`,
    );
  }
  return bytes;
}

/** Puts the library of this machine where the package looks for it. Returns its file. */
export async function buildNative(zig: Command): Promise<string> {
  const platform = `${process.platform}-${process.arch}`;
  const file = fileOf(platform);
  const bytes = await libraryOf(platform, () => Promise.resolve(zig));
  await mkdir(dirname(file), { recursive: true });
  // It takes its place whole or not at all: others may be loading it.
  const unfinished = `${file}.${String(process.pid)}`;
  await writeFile(unfinished, bytes);
  await rename(unfinished, file);
  return file;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log(await buildNative((await findZig()) ?? (await installZig())));
}
