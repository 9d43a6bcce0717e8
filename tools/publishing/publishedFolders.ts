import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The manifest in a folder, as it stands in the repository. */
export const manifestOf = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8")) as Manifest;

/** The folders of all packages that are published. */
export const publishedFolders = (): string[] =>
  ["packages", "apps"]
    .flatMap((room) => readdirSync(join(root, room)).map((name) => join(root, room, name)))
    .filter((folder) => existsSync(join(folder, "package.json")))
    .filter((folder) => manifestOf(folder).private !== true);

/** The folder with what was built of the package in a folder. */
export function builtOf(folder: string): string {
  const built = join(folder, "dist");
  if (existsSync(built)) return built;
  throw new Error(`publishing: ${relative(root, built)} must exist: run npm run build`);
}
