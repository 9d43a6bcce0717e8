/**
 * What each staged package comes to: its files, their bytes once it is installed, what it depends on.
 *
 * Run after `npm run stage`: `npx tsx tools/publishing/contents.ts`.
 */
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Manifest } from "./manifest.ts";
import { publishedFolders } from "./publishedFolders.ts";

/** What a package comes to. */
export interface Contents {
  readonly name: string;
  readonly files: number;
  readonly bytes: number;
  readonly dependencies: readonly string[];
}

/** What a family and core may take on the disk of whoever installs them: d3-ease, which is as large as a family, takes 20 kB. */
export const limits: Readonly<Record<string, number>> = {
  "@anneal/cosine": 60_000,
  // Half of what it took when its sources were in it three times.
  "@anneal/core": 534_500,
};

/** Reads the folder of a staged package. */
export function contentsOf(folder: string): Contents {
  const { name, dependencies = {} } = JSON.parse(
    readFileSync(join(folder, "package.json"), "utf8"),
  ) as Manifest & { readonly dependencies?: Readonly<Record<string, string>> };
  const sizes = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => statSync(join(entry.parentPath, entry.name)).size);
  return {
    name,
    files: sizes.length,
    bytes: sizes.reduce((sum, size) => sum + size, 0),
    dependencies: Object.keys(dependencies),
  };
}

/** @throws {Error} If a package is larger than its limit. */
export function demandSmall({ name, bytes }: Contents): void {
  const limit = Object.hasOwn(limits, name) ? limits[name]! : Infinity;
  if (bytes <= limit) return;
  throw new Error(
    `publishing: ${name} must take at most ${String(limit)} bytes when it is installed, it takes ${String(bytes)}`,
  );
}

/** A row of a table in Markdown. */
export const row = ({ name, files, bytes, dependencies }: Contents): string =>
  `| \`${name}\` | ${String(files)} | ${(bytes / 1000).toFixed(1)} kB | ${dependencies.join(", ")} |`;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log("| package | files | unpacked | dependencies |\n| --- | --: | --: | --- |");
  for (const folder of publishedFolders()) console.log(row(contentsOf(join(folder, "package"))));
}
