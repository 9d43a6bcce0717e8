import { readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { nativeVersion } from "../backends/location.ts";
import { runProgram } from "./program.ts";

/** The name of tfjs-node. */
export const packageName = "@tensorflow/tfjs-node";
/** What is fetched has these hashes, and nothing else. */
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

/** The main file of tfjs-node in a folder. */
export const mainFile = (folder: string): string =>
  createRequire(join(folder, "package.json")).resolve(packageName);

/** Fetches the files of tfjs-node into a folder, and runs none of them. @throws {Error} If they are others than expected. */
export async function fetchPackage(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  await writeFile(join(scratch, "package.json"), JSON.stringify(manifest, null, 2));
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

/** Has tfjs-node install itself where {@link fetchPackage} put it. */
export async function runInstaller(
  scratch: string,
  say: (line: string) => void,
  signal: AbortSignal | undefined,
): Promise<void> {
  say("running its own installer, which downloads TensorFlow and a binding");
  await runNpm(["rebuild", "--foreground-scripts", packageName], scratch, 180, signal);
}
