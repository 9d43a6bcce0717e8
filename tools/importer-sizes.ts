import { readFileSync, writeFileSync } from "node:fs";
import { format } from "prettier";
import { sizesOf } from "./sizes.ts";

const folder = new URL("../packages/import/", import.meta.url);
const file = new URL("README.md", folder);

const row = /^(\| `(from\w+)` .*\| *)\S+ kB( \|)$/gm;

/** The parsers by what the README calls them. */
const parsers: Readonly<Record<string, string>> = { YAML: "yaml", TOML: "toml", Python: "python" };

/** Writes the sizes of the README of `@anneal/import`: of every importer in its row, and of the parsers. */
export async function writeImporterSizes(): Promise<void> {
  const sizes = new Map(sizesOf("import").map(({ name, size }) => [name, size]));
  const sizeOf = (name: string): string => {
    const size = sizes.get(name);
    if (size === undefined) throw new Error(`packages/import measures no size of ${name}`);
    return `${(size / 1000).toFixed(1)} kB`;
  };
  const text = readFileSync(file, "utf8")
    .replace(row, (_all, before: string, name: string, after: string) =>
      [before, sizeOf(name), after].join(""),
    )
    .replace(
      /\b(YAML|TOML|Python) \([\d.]+ kB\)/g,
      (_all, name: string) => `${name} (${sizeOf(`parser of ${parsers[name] ?? ""}`)})`,
    );
  writeFileSync(file, await format(text, { parser: "markdown", printWidth: 100 }));
}

/** Fails unless every importer whose size is limited has its row; how large it is is for size-limit to say. */
export function checkImporterSizes(): void {
  const { "size-limit": limits } = JSON.parse(
    readFileSync(new URL("package.json", folder), "utf8"),
  ) as { readonly "size-limit": readonly { readonly name: string }[] };
  const rows = Array.from(readFileSync(file, "utf8").matchAll(row), ([, , name]) => name);
  const importers = limits.flatMap(({ name }) => (name.startsWith("from") ? [name] : []));
  const wrong = [
    ...importers.filter((name) => !rows.includes(name)),
    ...rows.filter((name) => !importers.includes(name ?? "")),
  ];
  if (wrong.length > 0) {
    throw new Error(
      `packages/import/README.md has no row with a size, or package.json no limit, for ${wrong.join(", ")}`,
    );
  }
}
