/**
 * Trains the networks of test/bits where Node is not, and compares their bits with those of every machine.
 *
 * tsx tools/foreign.ts arm64 [--threads 1] [network ...]     on an emulated processor; qemu-aarch64 must be there
 * tsx tools/foreign.ts musl [--threads 1] [network ...]      with musl as the C library; its loader must be there
 *
 * Debian has them as qemu-user and musl. It takes minutes: each step is a process of its own.
 */
import { execFile, execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { findZig, installZig } from "../../../tools/zig.ts";
import type { Engine } from "../src/engine/engine.ts";
import { expectedBits, trainedBits } from "../test/bits/networks.ts";
import { attachTo } from "../test/compare.ts";
import { tf } from "../test/tensorflow.ts";
import { flags, targets } from "./compile.ts";
import { buildNative } from "./native.ts";

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: "string", default: "1" } },
});
const [machine, ...wanted] = positionals;
const folder = mkdtempSync(join(tmpdir(), "anneal-foreign-"));
const program = join(folder, "foreign");
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));
const zig = (await findZig()) ?? (await installZig());
const [compiler, ...first] = zig;
const cc = (...more: readonly string[]) => promisify(execFile)(compiler, [...first, "cc", ...more]);

/** Compiles the program, and says how it is called with a file, and with three numbers behind it. */
async function prepare(): Promise<(numbers: readonly string[]) => [string, ...string[]]> {
  switch (machine) {
    case "arm64": {
      const target = ["-target", "aarch64-linux-musl", "-O3"];
      const object = join(folder, "program.o");
      const kernels = [...target, ...flags, ...(targets["linux-arm64"]!.flags ?? [])];
      await cc(...kernels, "-DLANES=4", "-c", path("../kernels/program.c"), "-o", object);
      await cc(...target, "-static", path("foreign.c"), object, "-o", program);
      return (numbers) => ["qemu-aarch64", program, ...numbers];
    }
    case "musl": {
      // The library that is published, loaded by another C library than the one it was linked for.
      const library = await buildNative(zig);
      const target = ["-target", "x86_64-linux-musl", "-dynamic", "-O3", "-DBY_NAME"];
      await cc(...target, path("foreign.c"), "-o", program);
      return (numbers) => [program, ...numbers, library];
    }
    default:
      throw new Error(`the first argument must be arm64 or musl, got ${String(machine)}`);
  }
}

try {
  const call = await prepare();
  const threads = Number(given.threads);
  const engine: Engine = {
    name: "native",
    width: 4,
    threads,
    createArena(words) {
      const floats = new Float32Array(words);
      const bytes = new Uint8Array(floats.buffer);
      const file = join(folder, "arena");
      return {
        floats,
        words: new Int32Array(floats.buffer),
        run(place, count) {
          writeFileSync(file, bytes);
          const [command, ...more] = call([file, ...[place, count, threads].map(String)]);
          execFileSync(command, more);
          bytes.set(readFileSync(file));
        },
      };
    },
  };
  for (const bits of expectedBits) {
    if (wanted.length > 0 && !wanted.includes(bits.network)) continue;
    const digest = await trainedBits(tf, bits, (model) => attachTo(model, engine).release);
    console.log(`${bits.network}: ${digest}, expected ${bits.digest}`);
    if (digest !== bits.digest) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
