import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
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
