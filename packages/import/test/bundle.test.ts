import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, test } from "vitest";
import * as importers from "../src/index.ts";

const resolveDir = fileURLToPath(new URL(".", import.meta.url));

/** What a bundler makes of some code: the files, and from which modules each is. */
async function bundled(
  contents: string,
  splitting = false,
): Promise<readonly (readonly string[])[]> {
  const { metafile } = await build({
    bundle: true,
    write: false,
    metafile: true,
    splitting,
    outdir: "out",
    format: "esm",
    conditions: ["@anneal/source"],
    stdin: { contents, resolveDir },
  });
  return Object.values(metafile.outputs).map(({ inputs }) =>
    Object.entries(inputs)
      .filter(([, { bytesInOutput }]) => bytesInOutput > 0)
      .map(([input]) => input),
  );
}

const importersIn = (modules: readonly string[]): string[] =>
  modules.flatMap(
    (module) => /^(?:packages\/import\/)?src\/(from\w+)\.ts$/.exec(module)?.[1] ?? [],
  );

const parsersIn = (modules: readonly string[]): string[] =>
  modules.flatMap((module) => /node_modules\/(js-yaml|smol-toml|@lezer)\//.exec(module)?.[1] ?? []);

const names = Object.keys(importers).filter((name) => name.startsWith("from"));

test.each(names)("importing %s bundles it and no other, and no parser", async (name) => {
  const files = await bundled(`export { ${name} } from "../src/index.ts";`);
  expect(files.flatMap(importersIn)).toEqual([name]);
  expect(files.flatMap(parsersIn)).toEqual([]);
});

test("read has every importer, and each parser in a file of its own", async () => {
  const files = await bundled('export { read } from "../src/index.ts";', true);
  const [main = [], ...others] = files.filter((modules) => importersIn(modules).length > 0);
  expect(importersIn(main).sort()).toEqual([...names].sort());
  expect(others).toEqual([]);
  expect(parsersIn(main)).toEqual([]);
  const parsers = files.map((modules) => [...new Set(parsersIn(modules))]);
  expect(parsers.filter(({ length }) => length > 1)).toEqual([]);
  expect(parsers.flat().sort()).toEqual(["@lezer", "js-yaml", "smol-toml"]);
});

test("importing nothing bundles nothing", async () => {
  const unused = await bundled('import * as importers from "../src/index.ts";');
  expect(unused.flat().filter((module) => module.includes("src/"))).toEqual([]);
});
