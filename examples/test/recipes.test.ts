import { cosine, toSVG } from "anneal";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createElement } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { compile } from "svelte/compiler";
import type { Component } from "svelte";
import { render } from "svelte/server";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createSSRApp } from "vue";
import { compileScript, parse } from "vue/compiler-sfc";
import { renderToString } from "vue/server-renderer";

const page = fileURLToPath(new URL("../../docs/recipes.md", import.meta.url));
const properties = { schedule: cosine({ initial: 0.1, steps: 100 }), steps: 100 };
const drawing = toSVG(properties.schedule, { steps: 100 }).trim();

let folder: string;
let recipes: string;
beforeAll(async () => {
  // Beside the tests, so that it finds what they find.
  folder = await mkdtemp(fileURLToPath(new URL(".recipes-", import.meta.url)));
  recipes = await readFile(page, "utf8");
});
afterAll(() => rm(folder, { recursive: true }));

const recipe = (language: string): string =>
  new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, "m").exec(recipes)![1]!;

/** A recipe, or what became of it, as a module. */
async function load<Module>(file: string, code: string): Promise<Module> {
  await writeFile(join(folder, file), code);
  return (await import(/* @vite-ignore */ join(folder, file))) as Module;
}

test("the curve in React", async () => {
  type Curve = (options: typeof properties) => React.ReactNode;
  const { Curve } = await load<{ Curve: Curve }>("Curve.jsx", recipe("jsx"));
  expect(renderToStaticMarkup(createElement(Curve, properties))).toContain(drawing);
});

test("the curve in Vue", async () => {
  const { descriptor } = parse(recipe("vue"));
  const { content } = compileScript(descriptor, {
    id: "curve",
    inlineTemplate: true,
    templateOptions: { ssr: true, ssrCssVars: [] },
  });
  type Root = Parameters<typeof createSSRApp>[0];
  const { default: curve } = await load<{ default: Root }>("vue.mjs", content);
  expect(await renderToString(createSSRApp(curve, properties))).toContain(drawing);
});

test("the curve in Svelte", async () => {
  const { js } = compile(recipe("svelte"), { generate: "server" });
  const { default: curve } = await load<{ default: Component<typeof properties> }>(
    "svelte.mjs",
    js.code,
  );
  expect(render(curve, { props: properties }).body).toContain(drawing);
});
