/**
 * Compiles `kernels/` and writes the bytes into `src/compiled/binaries.ts`, which is committed: the package runs from
 * source, and is built, without a C compiler.
 *
 * tsx tools/binaries.ts            compile and write
 * tsx tools/binaries.ts --check    compile and compare with what is committed
 *
 * The compiler is zig, from PyPI where it is not there yet. Where it cannot be had, `--check` says so and compares only the
 * digest of the source.
 */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { memoryModule, type MemoryModule } from "./wasmModule.ts";
import { findZig, installZig, zigVersion, type Command } from "../../../tools/zig.ts";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../kernels", import.meta.url));
const target = fileURLToPath(new URL("../src/compiled/binaries.ts", import.meta.url));

const processor = "generic+simd128+bulk_memory";
const variants = { simd: processor, relaxed: `${processor}+relaxed_simd` } as const;
type Variant = keyof typeof variants;

/** Of the relaxed build, only the files that multiply and add have the relaxed instructions: that header tells why. */
const relaxedHeader = '#include "multiplyAdd.h"';

const flags: readonly string[] = [
  ...["-target", "wasm32-freestanding", "-std=c23", "-O3", "-Wall", "-Wextra", "-Werror"],
  // Every product is rounded before it is added, and sums keep their order: the bits do not depend on the compiler.
  ...["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"],
  // No library to call; and a short loop that copies is left a loop.
  ...["-ffreestanding", "-fno-builtin"],
  // V8 compiles the loops faster as they are written: one address a stream, and the condition first. Measured by
  // benchmarks/src/kernels.bench.ts.
  ...["-mllvm", "-disable-lsr", "-mllvm", "-rotation-max-header-size=0"],
];
const linkFlags: readonly string[] = [
  ...["-target", "wasm32-freestanding", "-nostdlib"],
  ...["-Wl,--no-entry", "-Wl,--import-memory", "-Wl,--strip-all", "-Wl,-z,stack-size=0"],
];

async function sourceNames(): Promise<readonly string[]> {
  return (await readdir(sources)).filter((name) => /\.[ch]$/.test(name)).sort();
}

/** A digest of all that decides the bytes: the source, the flags and the version of the compiler. */
export async function sourceDigest(): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([zigVersion, flags, linkFlags, variants]),
  );
  for (const name of await sourceNames()) {
    const source = await readFile(join(sources, name), "utf8");
    hash.update(JSON.stringify([name, source.replaceAll("\r\n", "\n")]));
  }
  return hash.digest("hex");
}

async function compile([program, ...args]: Command, variant: Variant): Promise<MemoryModule> {
  const folder = await mkdtemp(join(tmpdir(), "anneal-kernels-"));
  const cc = (...more: string[]) =>
    run(program, [...args, "cc", ...more], { cwd: sources, timeout: 300_000 });
  try {
    const objects: string[] = [];
    for (const name of (await sourceNames()).filter((name) => name.endsWith(".c"))) {
      const isRelaxed = (await readFile(join(sources, name), "utf8")).includes(relaxedHeader);
      const object = join(folder, `${name}.o`);
      await cc(
        `-mcpu=${isRelaxed ? variants[variant] : processor}`,
        ...flags,
        "-c",
        name,
        "-o",
        object,
      );
      objects.push(object);
    }
    const linked = join(folder, "kernels.wasm");
    await cc(`-mcpu=${variants[variant]}`, ...linkFlags, ...objects, "-o", linked);
    return memoryModule(await readFile(linked));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of `src/compiled/binaries.ts`. */
export async function binariesModule(zig: Command): Promise<string> {
  const lines = [
    "// Compiled from kernels/ by tools/binaries.ts. Do not edit: change the source and run `npm run kernels`.",
    `// Source: ${await sourceDigest()}`,
    "",
    "/** A WebAssembly module, and where the byte is that says whether the memory it imports is shared. */",
    "export interface Binary {",
    "  readonly base64: string;",
    "  readonly sharedFlag: number;",
    "}",
  ];
  for (const variant of Object.keys(variants) as Variant[]) {
    const { bytes, sharedFlag } = await compile(zig, variant);
    lines.push(
      "",
      `export const ${variant}: Binary = {`,
      "  base64:",
      `    "${Buffer.from(bytes).toString("base64")}",`,
      `  sharedFlag: ${String(sharedFlag)},`,
      "};",
    );
  }
  return [...lines, ""].join("\n");
}

async function check(): Promise<void> {
  const committed = await readFile(target, "utf8");
  if (!committed.includes(`// Source: ${await sourceDigest()}\n`)) {
    throw new Error("src/compiled/binaries.ts is not of this source: run `npm run kernels`");
  }
  const zig = (await findZig()) ?? (await installZig().catch((error: unknown) => String(error)));
  if (typeof zig === "string") {
    console.log(`not compiled again, only the digest of the source is right: ${zig}`);
  } else if ((await binariesModule(zig)) === committed) {
    console.log(`the committed kernels are what zig ${zigVersion} makes of the source`);
  } else {
    throw new Error("the source compiles to other bytes than are committed: run `npm run kernels`");
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) await check();
  else await writeFile(target, await binariesModule((await findZig()) ?? (await installZig())));
}
