import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import envPaths from "env-paths";

/** The tfjs-node that the benchmark installs; the TensorFlow.js beside it has the same version. */
export const nativeVersion = "4.22.0";

/** The folder for a tfjs-node that belongs to no project: `ANNEAL_NATIVE_DIR`, or one in the user's cache. */
export function nativeFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return (
    environment["ANNEAL_NATIVE_DIR"] ??
    join(envPaths("anneal", { suffix: "" }).cache, "native", `tfjs-node-${nativeVersion}`)
  );
}

/** Whether an error says that tfjs-node is not installed, rather than that it does not load. */
export function isMissing(error: unknown): boolean {
  const { code, message } = error as NodeJS.ErrnoException;
  return code === "MODULE_NOT_FOUND" && message.includes("'@tensorflow/tfjs-node'");
}

/**
 * The file of tfjs-node to load: the one of the project, as npm installed it, else the one that `doctor --install-native`
 * put into `folder`.
 *
 * @throws {Error} With the code `MODULE_NOT_FOUND`, if there is neither.
 */
export function resolveNative(folder: string = nativeFolder()): string {
  const ordinary = createRequire(import.meta.url);
  try {
    return ordinary.resolve("@tensorflow/tfjs-node");
  } catch (error) {
    // Where no folder has packages, Bun would download what it is asked for.
    if (!isMissing(error) || !existsSync(join(folder, "node_modules"))) throw error;
    return createRequire(join(folder, "package.json")).resolve("@tensorflow/tfjs-node");
  }
}
