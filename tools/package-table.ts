/**
 * Writes the table of docs/sizes.md: what each exports, its curve, and its size as size-limit measures it; and the sizes in the
 * README of @anneal/import.
 *
 * `tsx --conditions=@anneal/source tools/package-table.ts` after a build; with `--check` it only says whether the table
 * is up to date, and whether every importer has its row.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { sparkline } from "@anneal/core";
import { format } from "prettier";
import { examples, steps, valuesOf } from "./examples.ts";
import { checkImporterSizes, writeImporterSizes } from "./importer-sizes.ts";
import { sizesOf } from "./sizes.ts";

const root = new URL("..", import.meta.url);
const samples = 20;

/** What has no curve. */
const others: readonly (readonly [folder: string, name: string])[] = [
  ["tfjs", "connect"],
  ["tfjs", "reduceLROnPlateau"],
  ["tfjs", "bind"],
  ["wasm-training", "registerTrainingKernels"],
  ["wasm-training", "setWasmBackend"],
  ["fused-training", "fuse"],
];

const rows: readonly (readonly [folder: string, name: string, values?: readonly number[]])[] = [
  ...Object.entries(examples).flatMap(([folder, ofPackage]) =>
    Object.entries(ofPackage)
      // A second example of the same import is for the plot alone.
      .filter(([name]) => !name.includes(","))
      .map(([name, example]) => [folder, name, valuesOf(example)] as const),
  ),
  ...others,
];

const sizes = new Map(
  [...new Set(rows.map(([folder]) => folder))].map((folder) => [folder, sizesOf(folder)]),
);
const table = [
  "| package | import | curve | size |",
  "| --- | --- | --- | ---: |",
  ...rows.map(([folder, name, values]) => {
    const size = sizes.get(folder)?.find((measured) => measured.name === name)?.size;
    if (size === undefined) throw new Error(`packages/${folder} measures no size of ${name}`);
    const shown = values ? `\`${sparkline(values, { steps, width: samples })}\`` : "";
    return `| [\`@anneal/${folder}\`](../packages/${folder}) | \`${name}\` | ${shown} | ${String(size)} B |`;
  }),
].join("\n");

const file = new URL("docs/sizes.md", root);
const page = readFileSync(file, "utf8");
const updated = await format(
  page.replace(
    /(<!-- packages -->\n)[\s\S]*(<!-- \/packages -->)/,
    (_all, begin: string, end: string) => `${begin}\n${table}\n\n${end}`,
  ),
  { parser: "markdown", printWidth: 100 },
);
// Node versions compress a little differently; that a size does not grow is for size-limit to say.
const withoutSizes = (text: string): string => text.replaceAll(/ +\d+ B/g, "");
if (!process.argv.includes("--check")) writeFileSync(file, updated);
else if (withoutSizes(page) !== withoutSizes(updated)) {
  throw new Error("the table of docs/sizes.md is not up to date");
}

if (process.argv.includes("--check")) checkImporterSizes();
else await writeImporterSizes();
