import type { Engine } from "./engine.ts";
import { libraries } from "./libraries.ts";

/** Modules of Node, as far as they are used here. */
interface Modules {
  "node:module": { readonly createRequire: (file: string) => NodeRequire };
  "node:fs": {
    readonly existsSync: (file: string) => boolean;
    readonly readFileSync: (file: string) => Uint8Array;
  };
  "node:crypto": {
    readonly createHash: (name: string) => {
      readonly update: (bytes: Uint8Array) => { readonly digest: (format: "hex") => string };
    };
  };
  "node:os": { readonly homedir: () => string };
  "node:path": {
    readonly join: (...parts: readonly string[]) => string;
    readonly resolve: (file: string) => string;
  };
}

interface NodeRequire {
  (name: "koffi"): Koffi;
  readonly resolve: {
    (name: string): string;
    /** The folders that are searched for a package. */
    readonly paths: (name: "koffi") => readonly string[];
  };
}

interface NodeProcess {
  readonly platform: string;
  readonly arch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly versions: Readonly<Record<string, string | undefined>>;
  readonly cwd: () => string;
  readonly getBuiltinModule?: <Name extends keyof Modules>(name: Name) => Modules[Name];
}

interface KoffiFunction {
  (...args: readonly unknown[]): number;
  /** Calls the function in a thread of Node, and then the last argument in that of the caller. */
  readonly async: (...args: readonly unknown[]) => void;
}

/** What is used of koffi, which calls functions of a library. */
interface Koffi {
  readonly load: (file: string) => {
    readonly func: (declaration: string) => KoffiFunction;
  };
  readonly address: (memory: ArrayBufferView) => bigint;
}

const alignment = 64;
/** Where a library counts the helpers that have gone: `gone` of `kernels/team.h`. */
const goneWord = 3;
/** Helpers whose end Node has not told yet, since nobody let it: far fewer than the 256 calls that koffi has room for. */
const mostUntold = 64;
/** Those helpers, of all models together. Each keeps the memory that it looks at. */
const untold = new Set<object>();

/**
 * The engine of a library in C, loaded through koffi. A string says why there is none.
 *
 * The library is that of an optional package, that of `npm run native:fused` in a checkout, or the file that
 * `ANNEAL_FUSED_LIBRARY` names. It is loaded only if its bytes have the digest that this version was published with.
 *
 * @param threads - How many threads take a step.
 * @param width - How many floats its vectors hold: as many as the widest of the processor unless it is told.
 */
export function createNativeEngine(threads = 1, width?: number): Engine | string {
  const { process } = globalThis as { readonly process?: NodeProcess };
  if (!process?.getBuiltinModule) return "there is no Node here that loads native libraries";
  const builtin = process.getBuiltinModule.bind(process);
  const { join, resolve } = builtin("node:path");
  const platform = `${process.platform}-${process.arch}`;
  const library = libraries[platform];
  if (!library) return `there is no native library for ${platform}`;
  const { existsSync, readFileSync } = builtin("node:fs");
  const { createRequire } = builtin("node:module");
  const { env, versions } = process;
  /** What resolves packages from the folder of a file, if it can. */
  function requiresBeside(fileOf: () => string): readonly NodeRequire[] {
    try {
      const require = createRequire(fileOf());
      // Where no folder has packages, Bun would download what it is asked for.
      const isLocal =
        versions["bun"] === undefined || require.resolve.paths("koffi").some(existsSync);
      return isLocal ? [require] : [];
    } catch {
      // The current folder may have been removed.
      return [];
    }
  }
  // Beside this package, as npm installs what it asks for, and else in the project that runs.
  const requires = [() => import.meta.url, () => join(process.cwd(), "_")].flatMap(requiresBeside);
  const candidates = [
    () => env["ANNEAL_FUSED_LIBRARY"],
    ...requires.map(
      (require) => () => require.resolve(`@anneal/fused-training-${platform}/${library.file}`),
    ),
    () => {
      const cache = env["XDG_CACHE_HOME"] ?? join(builtin("node:os").homedir(), ".cache");
      return join(cache, "anneal", "fused-training", library.digest, library.file);
    },
  ];
  let file: string | undefined;
  let bytes: Uint8Array | undefined;
  for (const candidate of candidates) {
    try {
      const found = candidate();
      if (found === undefined) continue;
      // A name without a folder would be looked for among the libraries of the system.
      file = resolve(found);
      bytes = readFileSync(file);
    } catch {
      // Not there, as the cache of a user without a home: the next place is looked at.
    }
    if (bytes) break;
  }
  if (!file || !bytes) {
    return `the native library is not here: install @anneal/fused-training-${platform}, or run npm run native:fused in a checkout`;
  }
  const digest = builtin("node:crypto").createHash("sha256").update(bytes).digest("hex");
  if (digest !== library.digest) {
    return `the native library ${file} is not the one that this version was made with, or is damaged, and was not loaded: its SHA-256 is ${digest} in place of ${library.digest}`;
  }
  try {
    // Beside the library too: its package brings koffi.
    return load(koffiOf([...requires, ...requiresBeside(() => file)]), file, threads, width);
  } catch (error) {
    return `the native library could not be loaded: ${(error as Error).message}`;
  }
}

function koffiOf(requires: readonly NodeRequire[]): Koffi {
  const problems: string[] = [];
  for (const require of requires) {
    try {
      return require("koffi");
    } catch (error) {
      problems.push((error as Error).message);
    }
  }
  throw new Error(problems[0] ?? "koffi is not here: install it beside @anneal/fused-training");
}

function load(
  koffi: Koffi,
  file: string,
  threads: number,
  wanted: number | undefined,
): Engine | string {
  const library = koffi.load(file);
  const widest = library.func("int32_t anneal_fused_widest()")();
  const run = library.func("int32_t anneal_fused_run(int32_t, void *, int32_t, int32_t, int32_t)");
  const help = library.func("int32_t anneal_fused_help(int32_t, void *)");
  const prepare = library.func("void anneal_fused_prepare(void *, int64_t)");
  const width = wanted ?? widest;
  if (width > widest) return `this processor has no vectors of ${String(width)} floats`;
  return {
    name: "native",
    width,
    threads,
    createArena(words) {
      const memory = new Float32Array(words + alignment / 4);
      const skipped = Number(BigInt.asUintN(64, -koffi.address(memory)) % BigInt(alignment));
      const floats = memory.subarray(skipped / 4, skipped / 4 + words);
      const integers = new Int32Array(floats.buffer, floats.byteOffset, words);
      prepare(floats, words);
      let called = 0;

      /** Calls as many helpers as are not there. One stays from step to step, and goes when there was none for a while. */
      function callHelpers(): void {
        while (
          called - Atomics.load(integers, goneWord) < threads - 1 &&
          untold.size < mostUntold
        ) {
          const helper = { floats };
          untold.add(helper);
          called++;
          help.async(width, floats, () => untold.delete(helper));
        }
      }

      return {
        floats,
        words: integers,
        run(program, count) {
          callHelpers();
          run(width, floats, program, count, threads);
        },
      };
    },
  };
}
