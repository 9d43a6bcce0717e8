import { chmod, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { nativeFolder, nativeVersion, resolveNative } from "../../src/backends/location.ts";
import { installNative } from "../../src/installation/install.ts";
import type { InstallOptions } from "../../src/installation/install.ts";
import { runProgram } from "../../src/installation/program.ts";
import { thisMachine, wheelFor } from "../../src/installation/wheels.ts";

let root: string;
let programs: string;
let folder: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "anneal-native-"));
  programs = join(root, "programs");
  folder = join(root, "cache", "native");
  await mkdir(programs);
  vi.stubEnv("PATH", `${programs}${delimiter}${process.env["PATH"]!}`);
  vi.stubEnv("ANNEAL_PYTHON", undefined);
  vi.stubEnv("CXX", undefined);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(root, { recursive: true, force: true });
});

async function provide(name: string, code: string): Promise<void> {
  const file = join(programs, name);
  const log = `require("node:fs").appendFileSync(${JSON.stringify(join(root, "calls"))}, process.argv.slice(1).join(" ").replace(/\\n/g, " ") + "\\n");`;
  await writeFile(
    file,
    `#!${process.execPath}\nconst args = process.argv.slice(2);\n${log}\n${code}`,
  );
  await chmod(file, 0o755);
}

const calls = async (): Promise<string> => readFile(join(root, "calls"), "utf8").catch(() => "");

const integrities = {
  "@tensorflow/tfjs-node":
    "sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
  "node-api-headers":
    "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
};

// A module that computes what the check asks for once the file `binding` lies in its folder.
const fakeModule = `
const { existsSync, readFileSync } = require("node:fs");
const binding = __dirname + "/lib/napi-v8/tfjs_binding.node";
if (!existsSync(binding)) throw new Error("there is no binding");
const through = (value) => value;
module.exports = {
  ones: through, sum: through, maxPool: through, relu: through, conv2d: through,
  grad: () => () => ({ dataSync: () => [4, 4] }),
  version: { "tfjs-node": "4.22.0" },
  backend: () => ({ binding: { TF_Version: readFileSync(binding, "utf8") } }),
};`;

/** An npm that brings the packages, and whose run of the installer does what `installer` says. */
const provideNpm = (installer: string, hashes: object = integrities): Promise<void> =>
  provide(
    "npm",
    `
const fs = require("node:fs");
const native = "node_modules/@tensorflow/tfjs-node";
if (args[0] === "install") {
  fs.mkdirSync(native, { recursive: true });
  fs.writeFileSync(native + "/index.js", ${JSON.stringify(fakeModule)});
  const hashes = ${JSON.stringify(hashes)};
  const packages = Object.fromEntries(
    Object.entries(hashes).map(([name, integrity]) => ["node_modules/" + name, { integrity }]),
  );
  fs.writeFileSync("node_modules/.package-lock.json", JSON.stringify({ packages }));
} else { ${installer} }`,
  );

const installerWorks = `
fs.mkdirSync(native + "/lib/napi-v8", { recursive: true });
fs.writeFileSync(native + "/lib/napi-v8/tfjs_binding.node", "2.9.1");`;

const installerFails = `console.error("npm error code 1\\nError: no route to the host\\nNode.js v20"); process.exit(1);`;

const wheel = wheelFor(thisMachine());

/** A Python whose pip brings a file, and which unpacks what a wheel would hold. */
const providePython = (): Promise<void> =>
  provide(
    "python3",
    `
const fs = require("node:fs");
if (args.includes("download")) {
  const requirements = fs.readFileSync(args[args.indexOf("--requirement") + 1], "utf8");
  if (!requirements.includes(${JSON.stringify(`--hash=sha256:${wheel?.sha256 ?? ""}`)})) process.exit(1);
} else if (args[0] === "-c") {
  const [, , file, target, ...libraries] = args;
  fs.mkdirSync(target + "/tensorflow/include", { recursive: true });
  for (const name of ["include/LICENSE", ...libraries]) fs.writeFileSync(target + "/tensorflow/" + name, name);
}`,
  );

const compilerWorks = `
const output = args.includes("-o") ? args[args.indexOf("-o") + 1] : undefined;
if (output) require("node:fs").writeFileSync(output, "2.21.0");`;

const install = (options: Partial<InstallOptions> = {}) => {
  const said: string[] = [];
  return {
    said,
    installed: installNative({ folder, say: (line) => said.push(line), ...options }),
  };
};

const leftovers = (): Promise<string[]> => readdir(join(root, "cache"));

describe.skipIf(wheel === undefined)("tfjs-node is installed", () => {
  test("as npm does it, where that works", async () => {
    await provideNpm(installerWorks);
    const { installed, said } = install();
    expect(await installed).toEqual({
      tfjs: "4.22.0",
      tensorflow: "2.9.1",
      from: "npm",
      file: join(folder, "node_modules/@tensorflow/tfjs-node/index.js"),
    });
    expect(said.at(-1)).toBe(`installed in ${folder}: tfjs-node 4.22.0 with TensorFlow 2.9.1`);
    expect(resolveNative(folder)).toBe((await installed).file);
    expect(await leftovers()).toEqual(["native"]);
  });

  test("against the wheel, where npm's installer fails, with the hash of the wheel checked", async () => {
    await provideNpm(installerFails);
    await providePython();
    await provide("g++", compilerWorks);
    const { installed, said } = install();
    expect(await installed).toMatchObject({ tensorflow: "2.21.0", from: "wheel" });
    expect(said).toContain("npm: npm failed with 1: Error: no route to the host");
    const made = join(folder, "node_modules/@tensorflow/tfjs-node");
    expect(await readdir(join(made, "deps/lib"))).toEqual([...wheel!.libraries]);
    expect(await readFile(join(made, "deps/LICENSE"), "utf8")).toBe("include/LICENSE");
    expect(await calls()).toMatch(/--only-binary=:all:.* --require-hashes /);
    expect(await leftovers()).toEqual(["native"]);
  });

  test("once: a second time it says that it is there", async () => {
    await provideNpm(installerWorks);
    await install().installed;
    await rm(join(root, "calls"));
    const { installed, said } = install();
    expect(await installed).toMatchObject({ from: "present", tensorflow: "2.9.1" });
    expect(said).toEqual([expect.stringContaining("already there and working")]);
    expect(await calls()).toBe("");
  });

  test("anew over one that does not work, and over one that works if asked to", async () => {
    await provideNpm(installerWorks);
    await install().installed;
    await writeFile(join(folder, "node_modules/@tensorflow/tfjs-node/index.js"), "throw 'broken'");
    const repaired = install();
    expect(await repaired.installed).toMatchObject({ from: "npm" });
    expect(repaired.said[0]).toMatch(/^there is one that does not work: /);
    expect(await install({ again: true }).installed).toMatchObject({ from: "npm" });
    expect(await leftovers()).toEqual(["native"]);
  });
});

describe("a machine without a wheel", () => {
  const windows = { platform: "win32", processor: "x64", musl: false };
  const alpine = { platform: "linux", processor: "x64", musl: true };

  test.each([
    ["Alpine Linux", alpine, undefined, "linux x64 with musl (Alpine Linux)"],
    ["Windows, from the wheel", windows, ["wheel" as const], "win32 x64"],
  ])("%s: an error at once, before anything is fetched", async (_, machine, sources, name) => {
    await provideNpm(installerWorks);
    await expect(install({ machine, sources }).installed).rejects.toThrow(
      `there is no TensorFlow for tfjs-node on ${name}; WebAssembly trains here, and needs nothing installed: --backend wasm`,
    );
    expect(await calls()).toBe("");
  });

  test("Windows: says so first, and lets tfjs-node's own installer try", async () => {
    await provideNpm(installerFails);
    const { said, installed } = install({ machine: windows });
    await expect(installed).rejects.toThrow(
      /^tfjs-node cannot be installed here; npm: (?!.*wheel)/,
    );
    expect(said[0]).toMatch(/^there is no wheel for win32 x64: .* WebAssembly trains here/);
    expect(await calls()).not.toMatch(/pip/);
  });

  test.each([
    [{ platform: "linux", processor: "x64", musl: false }, "tensorflow-cpu==2.21.0"],
    [{ platform: "darwin", processor: "arm64", musl: false }, "tensorflow==2.21.0"],
    [{ platform: "darwin", processor: "x64", musl: false }, undefined],
    [alpine, undefined],
    [windows, undefined],
  ])("%j has the wheel %s", (machine, requirement) => {
    expect(wheelFor(machine)?.requirement).toBe(requirement);
  });
});

describe("an installation that fails", () => {
  test("says why for each source, and leaves what was there", async () => {
    await provideNpm(installerFails);
    await providePython();
    await provide(
      "g++",
      `if (args.includes("-o")) { console.error("fatal error: no such header"); process.exit(1); }`,
    );
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "mine"), "kept");
    await expect(install().installed).rejects.toThrow(
      /^tfjs-node cannot be installed here; npm: npm failed with 1: Error: no route to the host; wheel: /,
    );
    expect(await readFile(join(folder, "mine"), "utf8")).toBe("kept");
    expect(await leftovers()).toEqual(["native"]);
  });

  test("refuses packages with another hash", async () => {
    await provideNpm(installerWorks, { ...integrities, "node-api-headers": "sha512-other" });
    await expect(install({ sources: ["npm"] }).installed).rejects.toThrow(
      "npm: node-api-headers is not the package that was expected: its hash is another",
    );
    expect(await leftovers()).toEqual([]);
  });

  test("does not take a binding that computes wrongly", async () => {
    await provideNpm(
      `${installerWorks} fs.writeFileSync(native + "/index.js", ${JSON.stringify(fakeModule.replace("[4, 4]", "[4, 3]"))});`,
    );
    await expect(install({ sources: ["npm"] }).installed).rejects.toThrow(
      "the gradient of a convolution is wrong",
    );
    expect(await leftovers()).toEqual([]);
  });

  test("by an interruption, ends what runs", async () => {
    await provideNpm("setInterval(() => undefined, 1000);");
    const interruption = new AbortController();
    const { installed } = install({
      signal: interruption.signal,
      say: (line) => {
        if (line.startsWith("running")) setTimeout(() => interruption.abort(), 50);
      },
    });
    await expect(installed).rejects.toThrow("aborted");
    expect(await leftovers()).toEqual([]);
  });
});

describe("a program", () => {
  test("that takes too long is ended", async () => {
    await expect(
      runProgram(process.execPath, ["-e", "setInterval(() => 0, 1000)"], { seconds: 0.2 }),
    ).rejects.toThrow(/ took more than 0.2 s$/);
  });

  test("that is not there is an error with its name", async () => {
    await expect(runProgram("anneal-no-such-program", [], { seconds: 5 })).rejects.toThrow(
      "anneal-no-such-program cannot be started: ",
    );
  });

  test("that fails is quoted, without the lines that say nothing", async () => {
    const code = `console.error("Error: the reason\\n    at file.js:1\\n\\nnpm error path x"); process.exit(3)`;
    await expect(runProgram(process.execPath, ["-e", code], { seconds: 5 })).rejects.toThrow(
      / failed with 3: Error: the reason$/,
    );
  });
});

test("the folder is the one of ANNEAL_NATIVE_DIR, else one for this version in the user's cache", () => {
  expect(nativeFolder({ ANNEAL_NATIVE_DIR: "/somewhere" })).toBe("/somewhere");
  expect(nativeFolder({})).toMatch(new RegExp(`anneal.*tfjs-node-${nativeVersion}$`));
});

test("tfjs-node that is nowhere is a module that is missing", () => {
  expect(() => resolveNative(folder)).toThrow("Cannot find module '@tensorflow/tfjs-node'");
});
