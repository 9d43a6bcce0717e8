/**
 * Trains the networks of test/bits on an emulated arm64 processor, and compares the bits with those of every machine.
 *
 * tsx tools/arm64.ts [--threads 1] [network ...]
 *
 * It needs qemu-aarch64 (Debian: apt-get install qemu-user) and takes minutes: an emulated processor is slow, and each step
 * is a process of its own.
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
import { flags } from "./compile.ts";

const { values: given, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: "string", default: "1" } },
});
const folder = mkdtempSync(join(tmpdir(), "anneal-arm64-"));
const program = join(folder, "arm64");
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

const [zig, ...first] = (await findZig()) ?? (await installZig());
const target = ["-target", "aarch64-linux-musl", "-O3"];
const object = join(folder, "program.o");
const cc = promisify(execFile);
await cc(zig, [
  ...first,
  "cc",
  ...target,
  ...flags,
  "-mno-outline-atomics",
  "-DLANES=4",
  "-c",
  path("../kernels/program.c"),
  "-o",
  object,
]);
await cc(zig, [...first, "cc", ...target, "-static", path("arm64.c"), object, "-o", program]);

const engine: Engine = {
  name: "native",
  width: 4,
  threads: Number(given.threads),
  createArena(words) {
    const floats = new Float32Array(words);
    const bytes = new Uint8Array(floats.buffer);
    const file = join(folder, "arena");
    return {
      floats,
      words: new Int32Array(floats.buffer),
      run(place, count) {
        writeFileSync(file, bytes);
        const numbers = [place, count, engine.threads].map(String);
        execFileSync("qemu-aarch64", [program, file, ...numbers]);
        bytes.set(readFileSync(file));
      },
    };
  },
};

try {
  for (const bits of expectedBits) {
    if (wanted.length > 0 && !wanted.includes(bits.network)) continue;
    const digest = await trainedBits(tf, bits, (model) => attachTo(model, engine).release);
    console.log(`${bits.network}: ${digest}, expected ${bits.digest}`);
    if (digest !== bits.digest) process.exitCode = 1;
  }
} finally {
  rmSync(folder, { recursive: true });
}
