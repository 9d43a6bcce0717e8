import { build } from "esbuild";
import { expect, test } from "vitest";
import manifest from "../package.json" with { type: "json" };

const entries = Object.entries(manifest.exports).flatMap(([name, target]) =>
  typeof target === "string" ? [] : [[name, target["@anneal/source"]] as const],
);

test("there is an entry for each room", () => {
  expect(entries.length).toBeGreaterThan(5);
});

test.each(entries)("%s can be bundled for a page", async (_, source) => {
  const { metafile } = await build({
    entryPoints: [new URL(`../${source}`, import.meta.url).pathname],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    platform: "browser",
    conditions: ["@anneal/source"],
    // The page brings its own TensorFlow.js.
    external: ["@tensorflow/*"],
    logLevel: "silent",
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path),
  );
  // linkedom asks for a canvas, and does without.
  expect(imported.filter((path) => !/^@tensorflow\/|^canvas$/.test(path))).toEqual([]);
});
