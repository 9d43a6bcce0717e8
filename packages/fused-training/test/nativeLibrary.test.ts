import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { copyFile, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import manifest from "../package.json" with { type: "json" };
import type { Engine } from "../src/engine/engine.ts";
import { createNativeEngine } from "../src/engine/nativeEngine.ts";
import { libraries } from "../src/engine/libraries.ts";
import { fuse } from "../src/index.ts";
import { packageOf, platformManifest } from "../tools/platforms.ts";
import { missingNative } from "./engines.ts";
import { tf } from "./tensorflow.ts";

const library = libraries[`${process.platform}-${process.arch}`];
const cache = process.env["XDG_CACHE_HOME"] ?? join(process.env["HOME"] ?? "", ".cache");
const nativeFile =
  library && !missingNative
    ? join(cache, "anneal", "fused-training", library.digest, library.file)
    : undefined;

/** What is read of Node, for a process that has something else otherwise. */
const machine = () => {
  const { platform, arch, env, versions } = process;
  return { platform, arch, env, versions };
};

/** The engine of a process that has something else than this one, which is back before Vitest speaks to its parent by it. */
function engineIn(process: object): ReturnType<typeof createNativeEngine> {
  vi.stubGlobal("process", process);
  try {
    return createNativeEngine();
  } finally {
    vi.unstubAllGlobals();
  }
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "anneal-fused-"));
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.unstubAllEnvs();
});

describe.skipIf(!library)("a library that is not the published one", () => {
  test.each<[what: string, bytes: (good: Buffer) => Buffer]>([
    ["a text", () => Buffer.from("not a library")],
    ["an empty file", () => Buffer.alloc(0)],
    [
      "a library with one other bit",
      (good) => {
        const changed = Buffer.from(good);
        changed.writeUInt8(good[5000]! ^ 1, 5000);
        return changed;
      },
    ],
    ["half a library", (good) => good.subarray(0, good.length / 2)],
  ])("is refused before it is loaded: %s", async (_what, bytes) => {
    const file = join(folder, library!.file);
    await writeFile(file, bytes(await readFile(nativeFile ?? process.execPath)));
    vi.stubEnv("ANNEAL_FUSED_LIBRARY", file);
    const reason = createNativeEngine();
    expect(reason).toMatch(
      /^the native library .* is not the one that this version was made with, or is damaged, and was not loaded: its SHA-256 is [0-9a-f]{64} in place of [0-9a-f]{64}$/,
    );
    expect(reason).toContain(library!.digest);
    const model = tf.sequential({ layers: [tf.layers.dense({ units: 1, inputShape: [2] })] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    const fused = fuse(tf, model);
    expect([fused.engine, fused.reason]).toEqual(["wasm", reason]);
  });
});

test.skipIf(!nativeFile)("a library that the environment names is loaded", async () => {
  const file = join(folder, "copy.so");
  await copyFile(nativeFile!, file);
  vi.stubEnv("ANNEAL_FUSED_LIBRARY", file);
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "empty"));
  expect(createNativeEngine()).toMatchObject({ name: "native" });
  expect(createNativeEngine(1, 64)).toBe("this processor has no vectors of 64 floats");
});

/** What Linux says of each part of the memory of this process, if it has huge pages. */
const mapped = existsSync("/sys/kernel/mm/transparent_hugepage/enabled")
  ? "/proc/self/smaps"
  : undefined;

test.skipIf(!nativeFile || !mapped)("an arena asks Linux for huge pages", async () => {
  const megabytes = 96;
  /** How many parts of about as much memory, or more, have asked. */
  const asked = async () =>
    (await readFile(mapped!, "utf8"))
      .split(/^(?=[0-9a-f]+-[0-9a-f]+ )/m)
      .filter((part) => /^VmFlags:.* hg\b/m.test(part))
      .filter((part) => Number(/^Size: +(\d+) kB/m.exec(part)![1]) > 1024 * (megabytes - 4)).length;
  const before = await asked();
  const arena = (createNativeEngine() as Engine).createArena(megabytes * 2 ** 18);
  // All but what is before the first and behind the last page of 2 MB.
  expect(await asked()).toBe(before + 1);
  expect(arena.floats).toHaveLength(megabytes * 2 ** 18);
});

test.skipIf(!nativeFile)("a library that is named without its folder is that file", async () => {
  const before = process.cwd();
  await copyFile(nativeFile!, join(folder, "here.so"));
  vi.stubEnv("ANNEAL_FUSED_LIBRARY", "here.so");
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "empty"));
  process.chdir(folder);
  try {
    expect(createNativeEngine()).toMatchObject({ name: "native" });
  } finally {
    process.chdir(before);
  }
});

describe.skipIf(!library)("a process", () => {
  const builtin = process.getBuiltinModule.bind(process);
  const gone = (): never => {
    throw new Error("ENOENT: no such file or directory, uv_cwd");
  };

  test.skipIf(!nativeFile)("whose current folder was removed has the library", () => {
    const engine = engineIn({ ...machine(), cwd: gone, getBuiltinModule: builtin });
    expect(engine).toMatchObject({ name: "native" });
  });

  test("whose user has no home is told that there is no library", () => {
    const engine = engineIn({
      ...{ ...machine(), env: {}, cwd: () => folder },
      getBuiltinModule: (name: string) =>
        name === "node:os" ? { homedir: gone } : builtin(name as "node:fs"),
    });
    expect(engine).toMatch(/^the native library is not here: /);
  });

  /** The reason of a Bun whose folders of packages are given, and what it was asked to resolve. */
  function inBun(packages: string, file?: string): readonly [reason: unknown, asked: string[]] {
    const asked: string[] = [];
    const refuse = (name: string): never => {
      asked.push(name);
      throw new Error(`${name} is not there`);
    };
    const resolve = Object.assign(refuse, { paths: () => [packages] });
    const require = Object.assign((name: string) => refuse(name), { resolve });
    const reason = engineIn({
      ...machine(),
      env: { XDG_CACHE_HOME: join(folder, "empty"), ANNEAL_FUSED_LIBRARY: file },
      versions: { bun: "1.4.5" },
      cwd: () => folder,
      getBuiltinModule: (name: string) =>
        name === "node:module" ? { createRequire: () => require } : builtin(name as "node:fs"),
    });
    return [reason, asked];
  }

  // Bun would download it.
  test("in Bun asks for no package where no folder has any", () => {
    const nowhere = join(folder, "nowhere");
    expect(inBun(nowhere)).toEqual([
      expect.stringMatching(/^the native library is not here: /),
      [],
    ]);
    if (!nativeFile) return;
    expect(inBun(nowhere, nativeFile)).toEqual([
      "the native library could not be loaded: koffi is not here: install it beside @anneal/fused-training",
      [],
    ]);
  });

  test("in Bun asks for the packages of a folder that has some", () => {
    const name = `@anneal/fused-training-${process.platform}-${process.arch}/${library!.file}`;
    expect(inBun(folder)[1]).toEqual([name, name]);
    if (!nativeFile) return;
    expect(inBun(folder, nativeFile)).toEqual([
      "the native library could not be loaded: koffi is not there",
      ["koffi", "koffi", "koffi"],
    ]);
  });
});

test("without a library the reason says how to get one", () => {
  vi.stubEnv("XDG_CACHE_HOME", join(folder, "empty"));
  expect(createNativeEngine()).toMatch(
    /^the native library is not here: install @anneal\/fused-training-.*, or run npm run native:fused in a checkout$|^there is no native library for /,
  );
});

test.skipIf(!nativeFile)("koffi is that beside this package, else that of the project", () => {
  const builtin = process.getBuiltinModule.bind(process);
  const asked: string[] = [];
  const missing = (name: string) => {
    asked.push(name);
    throw new Error("not beside the package");
  };
  const engine = engineIn({
    ...{ ...machine(), cwd: () => "/project" },
    getBuiltinModule: (name: string) =>
      name === "node:module"
        ? {
            createRequire: (file: string) =>
              file.startsWith("/project")
                ? createRequire(import.meta.url)
                : Object.assign(missing, { resolve: missing }),
          }
        : builtin(name as "node:fs"),
  });
  expect(engine).toMatchObject({ name: "native" });
  expect(asked).toContain("koffi");
});

test.skipIf(!nativeFile)(
  "the package of the platform, as npm installs it in a project, brings the library and koffi",
  async () => {
    const platform = `${process.platform}-${process.arch}`;
    const modules = join(folder, "project", "node_modules");
    const own = join(modules, packageOf(platform));
    await mkdir(own, { recursive: true });
    await copyFile(nativeFile!, join(own, library!.file));
    await writeFile(join(own, "package.json"), JSON.stringify(platformManifest(platform)));
    await mkdir(join(own, "node_modules"));
    const koffi = createRequire(import.meta.url).resolve("koffi");
    await symlink(dirname(koffi), join(own, "node_modules", "koffi"), "junction");
    vi.stubEnv("XDG_CACHE_HOME", join(folder, "empty"));
    const builtin = process.getBuiltinModule.bind(process);
    const missing = () => {
      throw new Error("not beside the package");
    };
    const projectProcess = {
      ...machine(),
      cwd: () => join(folder, "project"),
      getBuiltinModule: (name: string) =>
        name === "node:module"
          ? {
              createRequire: (file: string) =>
                file.startsWith(folder)
                  ? createRequire(file)
                  : Object.assign(missing, { resolve: missing }),
            }
          : builtin(name as "node:fs"),
    };
    expect(engineIn(projectProcess)).toMatchObject({ name: "native" });
    await rm(join(own, "node_modules", "koffi"));
    expect(engineIn(projectProcess)).toBe(
      "the native library could not be loaded: not beside the package",
    );
  },
);

test("there is a package for each platform that has a library, which runs there alone", () => {
  expect(manifest.platforms).toEqual(Object.keys(libraries));
  expect(platformManifest("darwin-arm64")).toMatchObject({
    name: "@anneal/fused-training-darwin-arm64",
    version: manifest.version,
    ...{ os: ["darwin"], cpu: ["arm64"] },
    dependencies: { koffi: manifest.peerDependencies.koffi },
  });
});

test("a platform that has none is named", () => {
  const { getBuiltinModule } = process as { getBuiltinModule?: unknown };
  const engine = engineIn({
    platform: "sunos",
    arch: "sparc",
    env: {},
    versions: {},
    cwd: () => "/",
    getBuiltinModule,
  });
  expect(engine).toBe("there is no native library for sunos-sparc");
});
