import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { packageName } from "./npmPackage.ts";
import { runProgram } from "./program.ts";
import { wheelPython } from "./wheels.ts";
import type { Wheel } from "./wheels.ts";

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
 * Builds tfjs-node where its files have been fetched: with the library and the headers of TensorFlow's wheel, which pip downloads,
 * and a compiler of this machine.
 *
 * @throws {Error} If Python or a compiler is missing, or one of them fails.
 */
export async function buildAgainstWheel(
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
