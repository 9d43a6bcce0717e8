import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { messageOf } from "@anneal/experiment/errors";
import { isMissing, nativeFolder, resolveNative } from "../backends/location.ts";
import { buildAgainstWheel } from "./buildAgainstWheel.ts";
import { checkNative } from "./check.ts";
import type { Checked } from "./check.ts";
import { fetchPackage, mainFile, runInstaller } from "./npmPackage.ts";
import { thisMachine, wheelFor } from "./wheels.ts";
import type { Machine } from "./wheels.ts";

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
interface Installed extends Checked {
  /** `"present"` if nothing had to be done. */
  readonly from: NativeSource | "present";
  /** Its main file. */
  readonly file: string;
}

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
