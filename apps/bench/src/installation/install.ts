import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { messageOf } from "@anneal/experiment/errors";
import { isMissing, nativeFolder, nativeVersion, resolveNative } from "../backends/location.ts";
import { checkNative } from "./check.ts";
import type { Checked } from "./check.ts";
import { runProgram } from "./program.ts";
import { thisMachine, wheelFor, wheelPython } from "./wheels.ts";
import type { Machine, Wheel } from "./wheels.ts";

/** Where a tfjs-node may come from: its own installer, or TensorFlow's wheel and a compiler. */
export type NativeSource = "npm" | "wheel";

/** Options of {@link installNative}. */
export interface InstallOptions {
  /** @defaultValue the folder that the benchmark looks into */
  readonly folder?: string | undefined;
  /** The sources to try, in order. @defaultValue both, npm first */
  readonly sources?: readonly NativeSource[] | undefined;
  /** Install even if there is one that works. @defaultValue `false` */
  readonly again?: boolean | undefined;
  /** What to install for. @defaultValue the machine that this runs on */
  readonly machine?: Machine | undefined;
  /** Hears what is done, a line at a time. */
  readonly say: (line: string) => void;
  readonly signal?: AbortSignal | undefined;
}

/** A tfjs-node that works. */
export interface Installed extends Checked {
  /** `"present"` if nothing had to be done. */
  readonly from: NativeSource | "present";
  /** Its main file. */
  readonly file: string;
}

const packageName = "@tensorflow/tfjs-node";
const integrities: Readonly<Record<string, string>> = {
  [packageName]:
    "sha512-uHrXeUlfgkMxTZqHkESSV7zSdKdV0LlsBeblqkuKU9nnfxB1pC6DtoyYVaLxznzZy7WQSegjcohxxCjAf6Dc7w==",
  "node-api-headers":
    "sha512-2oNILP4jXwRB4ywnYKjVk1YyJ96n2D4EOVJO6S3oYZ5PtbJrw3Yt9TpAuX3nBLMuzn74rnfGQrv13pS9vC+YiA==",
};

const manifest = {
  private: true,
  description: "tfjs-node for anneal-bench; made by anneal-bench doctor --install-native",
  dependencies: { [packageName]: nativeVersion, "node-api-headers": "1.9.0" },
  // Some versions of npm run no script that is not allowed by name.
  allowScripts: { [packageName]: true },
};

/** The version of Node's binary interface for which tfjs-node looks first. */
const interfaceVersion = 8;

/** Takes out of a wheel what the binding needs, and nothing that a name could put elsewhere. */
const unpackScript = `
import sys, zipfile
archive = zipfile.ZipFile(sys.argv[1])
headers = ("tensorflow/c/", "tensorflow/core/platform/", "tensorflow/tsl/", "tsl/", "xla/tsl/")
libraries = sys.argv[3:]
wanted = [name for name in archive.namelist()
          if name.startswith(tuple("tensorflow/include/" + header for header in headers))
          or name in ["tensorflow/" + other for other in ["include/LICENSE", *libraries]]]
archive.extractall(sys.argv[2], wanted)
`;

/**
 * Installs tfjs-node into a folder of its own: as npm does it, and if that fails, built against the TensorFlow of a wheel.
 *
 * Everything happens in a folder beside it, which takes its place only after it has computed a gradient; whatever fails
 * half-way leaves what was there before. Every step ends after a time.
 *
 * @throws {Error} If no source gives one that works; the message says why for each.
 */
export async function installNative({
  folder = nativeFolder(),
  sources = ["npm", "wheel"],
  again = false,
  machine = thisMachine(),
  say,
  signal,
}: InstallOptions): Promise<Installed> {
  if (!again) {
    const present = await presentNative(folder, say, signal);
    if (present) return present;
  }
  const usable = usableSources(machine, sources);
  const name = nameOf(machine);
  if (usable.length === 0) {
    throw new Error(
      `there is no TensorFlow for tfjs-node on ${name}; WebAssembly trains here, and needs nothing installed: --backend wasm`,
    );
  }
  if (usable.length < sources.length) {
    say(
      `there is no wheel for ${name}: if tfjs-node's own installer fails, WebAssembly trains here, and needs nothing installed`,
    );
  }
  await mkdir(dirname(folder), { recursive: true });
  const scratch = await mkdtemp(join(dirname(folder), `.${basename(folder)}-`));
  const problems: string[] = [];
  try {
    await writeFile(join(scratch, "package.json"), JSON.stringify(manifest, null, 2));
    for (const source of usable) {
      try {
        await fetchPackage(scratch, say, signal);
        if (source === "npm") await runInstaller(scratch, say, signal);
        // A source is usable only where there is one.
        else await buildAgainstWheel(wheelFor(machine)!, scratch, say, signal);
        const checked = await checkNative(mainFile(scratch), signal);
        await replaceFolder(folder, scratch);
        say(`installed in ${folder}: ${describe(checked)}`);
        return { ...checked, from: source, file: mainFile(folder) };
      } catch (error) {
        signal?.throwIfAborted();
        const problem = `${source}: ${messageOf(error)}`;
        say(problem);
        problems.push(problem);
      }
    }
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  throw new Error(`tfjs-node cannot be installed here; ${problems.join("; ")}`);
}

const nameOf = ({ platform, processor, musl }: Machine): string =>
  `${platform} ${processor}${musl ? " with musl (Alpine Linux)" : ""}`;

/** Those of the sources that can come to something: tfjs-node's own installer has libraries for glibc alone as well. */
const usableSources = (machine: Machine, sources: readonly NativeSource[]): NativeSource[] =>
  sources.filter((source) => (source === "npm" ? !machine.musl : wheelFor(machine) !== undefined));

const describe = ({ tfjs, tensorflow }: Checked): string =>
  `tfjs-node ${tfjs} with TensorFlow ${tensorflow}`;

const mainFile = (folder: string): string =>
  createRequire(join(folder, "package.json")).resolve(packageName);

async function presentNative(
  folder: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<Installed | undefined> {
  try {
    const file = resolveNative(folder);
    const checked = await checkNative(file, signal);
    say(`already there and working: ${describe(checked)}, ${file}`);
    return { ...checked, from: "present", file };
  } catch (error) {
    signal?.throwIfAborted();
    if (!isMissing(error)) say(`there is one that does not work: ${messageOf(error)}`);
    return undefined;
  }
}

async function fetchPackage(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  say(`fetching ${packageName} ${nativeVersion} from the npm registry`);
  // An installer that failed may have changed what it was given.
  await rm(join(scratch, "node_modules"), { recursive: true, force: true });
  await runNpm(["install", "--ignore-scripts"], scratch, 300, signal);
  const locked = JSON.parse(
    await readFile(join(scratch, "node_modules", ".package-lock.json"), "utf8"),
  ) as { packages: Readonly<Record<string, { readonly integrity?: string } | undefined>> };
  for (const [name, integrity] of Object.entries(integrities)) {
    if (locked.packages[`node_modules/${name}`]?.integrity !== integrity) {
      throw new Error(`${name} is not the package that was expected: its hash is another`);
    }
  }
}

const runNpm = async (
  args: readonly string[],
  cwd: string,
  seconds: number,
  signal: AbortSignal | undefined,
): Promise<void> => {
  const settings = ["--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"];
  await runProgram("npm", [...args, ...settings], { cwd, seconds, signal });
};

async function runInstaller(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  say("running its own installer, which downloads TensorFlow and a binding");
  await runNpm(["rebuild", "--foreground-scripts", packageName], scratch, 180, signal);
}

async function buildAgainstWheel(
  wheel: Wheel,
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  const python = await findProgram(
    [process.env["ANNEAL_PYTHON"] ?? "python3", "python"],
    ["-m", "pip", "--version"],
    "Python with pip",
  );
  const compiler = await findProgram(
    [process.env["CXX"] ?? "g++", "clang++"],
    ["--version"],
    "a C++ compiler",
  );

  const parts = join(scratch, "wheel");
  await mkdir(parts);
  const requirements = join(parts, "requirements.txt");
  await writeFile(requirements, `${wheel.requirement} --hash=sha256:${wheel.sha256}\n`);
  say(`downloading ${wheel.requirement} with pip, about 270 MB`);
  await runProgram(
    python,
    [
      ...["-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"],
      ...["--implementation", "cp", "--python-version", wheelPython.version],
      ...["--abi", wheelPython.tag, "--platform", wheel.platform],
      ...["--require-hashes", "--requirement", requirements, "--dest", parts],
    ],
    { seconds: 900, signal },
  );

  say("unpacking its library and headers");
  const file = join(parts, wheelFile(wheel.requirement, wheel.platform));
  await runProgram(python, ["-c", unpackScript, file, parts, ...wheel.libraries], {
    seconds: 300,
    signal,
  });
  const target = join(scratch, "node_modules", packageName);
  const libraries = join(target, "deps", "lib");
  await rm(join(target, "deps"), { recursive: true, force: true });
  await mkdir(libraries, { recursive: true });
  for (const library of wheel.libraries) {
    await rename(join(parts, "tensorflow", library), join(libraries, library));
  }

  say(`compiling the binding with ${compiler}`);
  const output = join(target, "lib", `napi-v${String(interfaceVersion)}`);
  await mkdir(output, { recursive: true });
  const isApple = process.platform === "darwin";
  await runProgram(
    compiler,
    [
      ...["-O2", "-std=c++17", "-shared", "-fPIC", `-DNAPI_VERSION=${String(interfaceVersion)}`],
      `-I${join(scratch, "node_modules", "node-api-headers", "include")}`,
      `-I${join(parts, "tensorflow", "include")}`,
      ...["tfjs_backend.cc", "tfjs_binding.cc"].map((name) => join(target, "binding", name)),
      ...["-o", join(output, "tfjs_binding.node")],
      ...wheel.libraries.map((library) => join(libraries, library)),
      // Node itself has the functions of its interface.
      ...(isApple ? ["-undefined", "dynamic_lookup"] : []),
      `-Wl,-rpath,${isApple ? "@loader_path" : "$ORIGIN"}/../../deps/lib`,
    ],
    { seconds: 300, signal },
  );
  await rename(join(parts, "tensorflow", "include", "LICENSE"), join(target, "deps", "LICENSE"));
  await rm(parts, { recursive: true });
}

/** The name that pip gives to the file: the parts of a requirement joined as the format of wheels says. */
const wheelFile = (requirement: string, platform: string): string =>
  `${requirement.replace("-", "_").replace("==", "-")}-${wheelPython.tag}-${wheelPython.tag}-${platform}.whl`;

async function findProgram(
  candidates: readonly string[],
  args: readonly string[],
  what: string,
): Promise<string> {
  for (const candidate of candidates) {
    try {
      await runProgram(candidate, args, { seconds: 30 });
      return candidate;
    } catch {
      // The next one may be there.
    }
  }
  throw new Error(`${what} is needed and was not found (tried ${candidates.join(", ")})`);
}

/** Puts a finished folder in the place of another one, which comes back if that fails. */
async function replaceFolder(folder: string, finished: string): Promise<void> {
  const former = `${finished}-former`;
  let hadFormer = true;
  try {
    await rename(folder, former);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    hadFormer = false;
  }
  try {
    await rename(finished, folder);
  } catch (error) {
    if (hadFormer) await rename(former, folder);
    throw error;
  }
  await rm(former, { recursive: true, force: true });
}
