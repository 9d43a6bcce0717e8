import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);

/** The one version whose bytes are committed: another compiles the same source to other bytes. */
export const zigVersion = "0.17.1";

/** Outside of the checkout, so that it is fetched once for all of them. */
const folder = join(
  process.env["XDG_CACHE_HOME"] ?? join(homedir(), ".cache"),
  "anneal",
  `ziglang-${zigVersion}`,
);
const cached = join(folder, "ziglang", process.platform === "win32" ? "zig.exe" : "zig");
const pythons = ["python3", "python"];

/** A program and its first arguments. */
export type Command = readonly [program: string, ...args: string[]];

/**
 * Finds the C compiler of zig, in the one version: in the folder that {@link installZig} fills, on the path, or as the
 * module `ziglang` of Python. It fetches nothing.
 */
export async function findZig(): Promise<Command | undefined> {
  const candidates: readonly Command[] = [
    [cached],
    ["zig"],
    ...pythons.map((python): Command => [python, "-m", "ziglang"]),
  ];
  for (const command of candidates) {
    const [program, ...args] = command;
    const version = await run(program, [...args, "version"], { timeout: 30_000 }).catch(
      () => undefined,
    );
    if (version?.stdout.trim() === zigVersion) return command;
  }
  return undefined;
}

/**
 * Fetches zig from PyPI, about 100 MB, into a folder of its own, which takes its place whole or not at all.
 *
 * @throws {Error} If there is no Python with pip, or no way to PyPI.
 */
export async function installZig(): Promise<Command> {
  const problems: string[] = [];
  await mkdir(dirname(folder), { recursive: true });
  for (const python of pythons) {
    const target = await mkdtemp(`${folder}-`);
    try {
      await run(
        python,
        [
          ...["-m", "pip", "install", "--quiet", "--disable-pip-version-check"],
          ...["--no-deps", "--only-binary", ":all:", "--target", target],
          `ziglang==${zigVersion}`,
        ],
        { timeout: 300_000 },
      );
      await rm(folder, { recursive: true, force: true });
      await rename(target, folder);
      return [cached];
    } catch (error) {
      problems.push((error as Error).message);
      await rm(target, { recursive: true, force: true });
    }
  }
  throw new Error(`zig ${zigVersion} cannot be had from PyPI: ${problems.join("; ")}`);
}
