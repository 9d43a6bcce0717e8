import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import type { BuildOptions } from "esbuild";
import { expect, test } from "vitest";
import * as compat from "../src/index.ts";

const { keras, optax, timm, torch, transformers } = compat;

const resolveDir = fileURLToPath(new URL(".", import.meta.url));

const options = {
  bundle: true,
  write: false as const,
  format: "esm" as const,
  conditions: ["@anneal/source"],
} satisfies BuildOptions;

/** The package as it is published: one file. */
const published = build({
  ...options,
  stdin: { contents: 'export * from "../src/index.ts";', resolveDir },
  packages: "external",
}).then(({ outputFiles }) => outputFiles[0]!.text);

/** What a bundler leaves of an import. */
async function bundled(code: string): Promise<string> {
  const contents = await published;
  const { outputFiles } = await build({
    ...options,
    minify: true,
    stdin: { contents: code, resolveDir },
    plugins: [
      {
        name: "published",
        setup(bundler) {
          bundler.onResolve({ filter: /^published$/ }, ({ path }) => ({
            path,
            namespace: "published",
            sideEffects: true,
          }));
          bundler.onLoad({ filter: /./, namespace: "published" }, () => ({ contents, resolveDir }));
        },
      },
    ],
  });
  return outputFiles[0]!.text;
}

/** The names of the kinds in it. */
const kindsIn = (text: string): string[] =>
  [...text.matchAll(/"((?:torch|keras|optax|timm|transformers|compat)[./]\w+)"/g)]
    .map(([, kind]) => kind!)
    .sort();

test.each([
  ["torchLinearLR", ["torch.linearLR"]],
  ["torchCosineAnnealingLR", ["torch.cosineAnnealingLR"]],
  ["torchOneCycleLR", ["torch.oneCycleLR"]],
  ["kerasCosineDecay", ["keras.cosineDecay"]],
  ["optaxLinearSchedule", ["optax.linearSchedule"]],
  ["timmMultiStepLRScheduler", ["timm.multiStepLRScheduler"]],
  ["transformersGetWsdSchedule", ["transformers.getWsdSchedule"]],
])("importing %s bundles nothing but its parts", async (preset, expected) => {
  const text = await bundled(`export { ${preset} } from "published";`);
  expect(kindsIn(text)).toEqual(expected);
});

test.each(["keras", "optax", "timm"])(
  "the namespace %s leaves the other libraries alone",
  async (name) => {
    const text = await bundled(`export { ${name} } from "published";`);
    const others = ["torch", "keras", "optax", "timm", "transformers"].filter(
      (other) => other !== name && !(name === "timm" && other === "torch"),
    );
    expect(kindsIn(text).filter((kind) => others.includes(kind.replace(/\..*/, "")))).toEqual([]);
  },
);

test("every preset has a name of its own beside that in its namespace", () => {
  for (const [library, presets] of Object.entries({ keras, optax, timm, torch, transformers })) {
    for (const [name, preset] of Object.entries(presets)) {
      const flat = library + name.replace(/^./, (letter) => letter.toUpperCase());
      expect(Object.entries(compat).find(([own]) => own === flat)?.[1]).toBe(preset);
    }
  }
});

test("importing nothing bundles nothing", async () => {
  expect((await bundled('import "published";')).trim()).toBe("");
});
