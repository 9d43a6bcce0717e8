/**
 * Publishes every staged package whose version the registry does not have, and prints `name@version` of each.
 *
 * `node tools/publishing/publish.ts <folder>…`. It imports nothing that must be installed: the job that may publish runs
 * no code of anybody else.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** @param errors - What becomes of the error output: `inherit` shows it, `pipe` keeps it in the error. */
const npm = (errors: "inherit" | "pipe", ...given: readonly string[]): string =>
  execFileSync("npm", given, { encoding: "utf8", stdio: ["ignore", "pipe", errors] });

/** Whether the registry has this version. A package that it has never seen is an error to npm, as a lost connection is. */
function isPublished(name: string, version: string): boolean {
  try {
    const versions = JSON.parse(
      npm("pipe", "view", name, "versions", "--json", "--prefer-online"),
    ) as unknown;
    return [versions].flat().includes(version);
  } catch (error) {
    const { stdout = "" } = error as { stdout?: string };
    if (stdout.includes("E404")) return false;
    throw error;
  }
}

for (const folder of process.argv.slice(2)) {
  const { name, version } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as {
    name: string;
    version: string;
  };
  if (isPublished(name, version)) continue;
  npm("inherit", "publish", folder, "--ignore-scripts");
  process.stdout.write(`${name}@${version}\n`);
}
