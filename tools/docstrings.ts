import { readFileSync, readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { compileFunction } from "node:vm";
import { transformSync } from "esbuild";

/** An `@example` of a comment: where it is, as `core/src/ramp.ts:34`, and its code, empty if it is in no fence. */
export type Example = readonly [place: string, code: string];

/** Every `@example` of the sources of a package. */
export function examplesOf(sources: string): Example[] {
  const name = basename(dirname(sources));
  return readdirSync(sources, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts"))
    .flatMap((file) => {
      const source = readFileSync(join(sources, file), "utf8");
      return [...source.matchAll(/^ *\* @example\b/gm)].map(({ index }) => {
        const rest = source.slice(index, source.indexOf("*/", index)).replace(/^ *\* ?/gm, "");
        const line = source.slice(0, index).split("\n").length;
        return [
          `${name}/src/${file}:${String(line)}`,
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

/**
 * Runs an example and checks what its comments claim.
 *
 * @param scope - Everything that the example uses: what it imports, what it speaks of and does not make, and `expect`.
 */
export async function runExample(
  [place, code]: Example,
  scope: Readonly<Record<string, unknown>>,
): Promise<void> {
  if (code === "") throw new SyntaxError(`${place}: the example is in no fence of \`\`\`ts`);
  // What it imports is in its scope; a name that is not there is an error of its own.
  const alone = claiming(code).replace(/^import [^;]*;$/gm, "");
  // In a function of its own, so that it may use the names of its scope for its own.
  const body = transformSync(`(async () => { ${alone} })()`, {
    loader: "ts",
    define: { "import.meta.url": "address" },
  }).code;
  const call = compileFunction(`return ${body}`, ["address", ...Object.keys(scope)]) as (
    ...values: unknown[]
  ) => Promise<void>;
  await call(import.meta.url, ...Object.values(scope));
}
