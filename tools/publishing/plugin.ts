import { cpSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Packed } from "./packed.ts";
import { run } from "./run.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = (path: string): string => join(root, "node_modules", path);

/** The README of the package of somebody else, whose blocks compose, serialise and draw its schedules beside ours. */
export const pluginPage = join("examples", "plugin", "README.md");

/**
 * Does what its author would: installs what its manifest names, builds, tests and packs the package of somebody else. It can
 * be installed from then on.
 *
 * @param scratch - A folder for it, which does not exist yet.
 */
export async function packPlugin(packed: Packed, scratch: string): Promise<void> {
  for (const name of ["package.json", "README.md", "tsconfig.json", "tsconfig.build.json"]) {
    cpSync(join(root, "examples/plugin", name), join(scratch, name), { recursive: true });
  }
  for (const name of ["src", "test"]) {
    cpSync(join(root, "examples/plugin", name), join(scratch, name), { recursive: true });
  }
  await packed.install(scratch, ["@anneal/core", "@anneal/testing", "typescript", "vitest"]);
  const node = (path: string, ...given: readonly string[]): Promise<string> =>
    run(process.execPath, [program(path), ...given], scratch);
  await node("typescript/bin/tsc", "-p", "tsconfig.json");
  await node("typescript/bin/tsc", "-p", "tsconfig.build.json");
  await node("vitest/vitest.mjs", "run");
  const unpacked = await packed.add(scratch);
  await node("publint/src/cli.js", "--strict", unpacked);
  process.stdout.write("ok a package of somebody else builds, passes its tests, and is packed\n");
}
