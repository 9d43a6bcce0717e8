import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileFunction } from "node:vm";
import { transformSync } from "esbuild";
import { describe, expect, test } from "vitest";
import * as anneal from "../src/index.ts";

const packages = new URL("../../", import.meta.url);

/** Every `@example` of a package: where it is, as `core/src/ramp.ts:34`, and its code, if it is in a fence. */
function examplesOf(folder: string): (readonly [place: string, code: string])[] {
  const files = readdirSync(new URL(`${folder}/src/`, packages), {
    recursive: true,
    encoding: "utf8",
  }).filter((name) => name.endsWith(".ts"));
  return files.flatMap((file) => {
    const place = `${folder}/src/${file}`;
    const source = readFileSync(new URL(place, packages), "utf8");
    return [...source.matchAll(/^ *\* @example\b/gm)].map(({ index }) => {
      const rest = source.slice(index, source.indexOf("*/", index)).replace(/^ *\* ?/gm, "");
      const line = source.slice(0, index).split("\n").length;
      return [
        `${place}:${String(line)}`,
        /^@example\n```ts\n([\s\S]*?)\n```/.exec(rest)?.[1] ?? "",
      ] as const;
    });
  });
}

/** The same with what its comments claim as calls: as in a README, but that a claim may have a line of its own. */
const claiming = (code: string): string =>
  code
    .replace(/;\n\/\/ (?==>|throws)/g, "; // ")
    .replace(/^(.*?);?\s*\/\/ => (.*)$/gm, "expect($1).toEqual($2);")
    .replace(
      /^(.*?);?\s*\/\/ throws (.*)$/gm,
      (_line, call: string, text: string) =>
        `expect(() => ${call}).toThrow(${JSON.stringify(text)});`,
    );

/** Runs an example with everything of its package and of anneal in scope. */
async function run(code: string, own: object): Promise<void> {
  const scope = Object.entries({ ...anneal, ...own, expect });
  const body = transformSync(claiming(code), { loader: "ts" }).code;
  const call = compileFunction(
    // In a block, so that it may use the names of ours for its own.
    `return (async () => { ${body} })();`,
    scope.map(([name]) => name),
  ) as (...values: unknown[]) => Promise<void>;
  await call(...scope.map(([, value]: [string, unknown]) => value));
}

describe.each([
  "core",
  "step",
  "exponential",
  "polynomial",
  "cosine",
  "cyclic",
  "transformer",
  "warmup",
  "plateau",
  "compat",
  "import",
  "anneal",
])("what the comments of %s claim is so", async (folder) => {
  const own = (await import(fileURLToPath(new URL(`${folder}/src/index.ts`, packages)))) as object;

  test.each(examplesOf(folder))("%s", async (_place, code) => {
    expect.hasAssertions();
    await run(code, own);
  });
});
