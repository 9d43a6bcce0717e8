/** Compiles `kernels/` by zig: to WebAssembly, and to the library of each platform. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { zigVersion, type Command } from "../../../tools/zig.ts";

const run = promisify(execFile);
const sources = fileURLToPath(new URL("../kernels", import.meta.url));

export const flags: readonly string[] = [
  ...["-std=c23", "-O3", "-g0", "-Wall", "-Wextra", "-Werror"],
  // Every product is rounded before it is added, and sums keep their order: the bits do not depend on the compiler.
  ...["-ffp-contract=off", "-fno-math-errno", "-fno-trapping-math"],
  // There is no library to call, of C or of mathematics: the same file runs beside every C library.
  ...["-ffreestanding", "-fno-builtin", "-fno-stack-protector", "-fno-sanitize=all"],
];
const wasmFlags: readonly string[] = [
  ...["-target", "wasm32-freestanding", "-mcpu=generic+simd128+bulk_memory", "-nostdlib"],
  // V8 compiles the loops faster as they are written: one address a stream, and the condition first.
  ...["-mllvm", "-disable-lsr", "-mllvm", "-rotation-max-header-size=0"],
  // What is worth vectors and unrolling is written so. The rest would be longer to load, and no faster.
  ...["-fno-vectorize", "-fno-slp-vectorize", "-fno-unroll-loops"],
  ...["-Wl,--no-entry", "-Wl,--strip-all", "-Wl,--export=__heap_base", "-Wl,-z,stack-size=65536"],
];

// One address for the rows of a tile, in place of one each.
const nativeFlags: readonly string[] = ["-mllvm", "-disable-lsr"];

/** What a library is compiled for. */
interface Target {
  readonly triple: string;
  readonly file: string;
  /** The processor of each width of vectors. */
  readonly processors: Readonly<Record<number, string>>;
  readonly flags?: readonly string[];
}

// What takes a part is an instruction, not a function of a library that is not there.
const arm64 = { flags: ["-mno-outline-atomics"] } as const;
const x64 = { 4: "x86_64", 8: "x86_64_v3", 16: "x86_64_v4" } as const;

/** The platforms, as Node names them, that have a library. */
export const targets: Readonly<Record<string, Target>> = {
  "linux-x64": { triple: "x86_64-linux-gnu.2.17", file: "linux-x64.so", processors: x64 },
  "linux-arm64": {
    ...{ triple: "aarch64-linux-gnu.2.17", file: "linux-arm64.so", processors: { 4: "generic" } },
    ...arm64,
  },
  "darwin-x64": { triple: "x86_64-macos", file: "darwin-x64.dylib", processors: x64 },
  "darwin-arm64": {
    ...{ triple: "aarch64-macos", file: "darwin-arm64.dylib", processors: { 4: "apple_m1" } },
    ...arm64,
  },
  "win32-x64": { triple: "x86_64-windows-gnu", file: "win32-x64.dll", processors: x64 },
};

/** A digest of all that decides the bytes: the source, the flags and the version of the compiler. */
export async function sourceDigest(): Promise<string> {
  const hash = createHash("sha256").update(
    JSON.stringify([
      zigVersion,
      flags,
      wasmFlags,
      nativeFlags,
      Object.values(targets).map((target) => [target, linkFlags(target.triple, target.file)]),
    ]),
  );
  for (const name of (await readdir(sources)).sort()) {
    const source = await readFile(join(sources, name), "utf8");
    hash.update(JSON.stringify([name, source.replaceAll("\r\n", "\n")]));
  }
  return hash.digest("hex");
}

/** Without a time or a folder of this machine in the file: the digests are of bytes that anyone can make again. */
const linkFlags = (triple: string, file: string): readonly string[] => [
  ...["-shared", "-Wl,-s"],
  // Windows alone wants an entry point, which its C library has.
  ...(triple.includes("windows") ? [] : ["-nostdlib"]),
  ...(triple.includes("macos") ? [`-Wl,-install_name,@rpath/${file}`] : []),
];

/** Runs `compile` with zig and a folder of its own. */
async function withFolder<Result>(
  [program, ...args]: Command,
  compile: (
    cc: (...more: readonly string[]) => Promise<unknown>,
    folder: string,
  ) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), "anneal-fused-"));
  try {
    return await compile(
      (...more) =>
        run(program, [...args, "cc", ...more], {
          ...{ cwd: sources, timeout: 1_200_000 },
          env: { ...process.env, SOURCE_DATE_EPOCH: "0" },
        }),
      folder,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The WebAssembly module. */
export async function compileWasm(zig: Command): Promise<Buffer> {
  return withFolder(zig, async (cc, folder) => {
    const file = join(folder, "program.wasm");
    await cc(...wasmFlags, ...flags, "program.c", "-o", file);
    return readFile(file);
  });
}

/** The library of a platform. */
export async function compileNative(zig: Command, platform: string): Promise<Buffer> {
  const { triple, file, processors, flags: own = [] } = targets[platform]!;
  const shared = ["-target", triple, ...flags, ...nativeFlags, ...own, "-fPIC"];
  return withFolder(zig, async (cc, folder) => {
    const objects: string[] = [];
    for (const [lanes, processor] of Object.entries(processors)) {
      const object = join(folder, `program${lanes}.o`);
      await cc(
        ...shared,
        `-mcpu=${processor}`,
        `-DLANES=${lanes}`,
        "-c",
        "program.c",
        "-o",
        object,
      );
      objects.push(object);
    }
    const object = join(folder, "native.o");
    await cc(...shared, `-mcpu=${processors[4]!}`, "-c", "native.c", "-o", object);
    const library = join(folder, file);
    await cc("-target", triple, ...linkFlags(triple, file), ...objects, object, "-o", library);
    return readFile(library);
  });
}
