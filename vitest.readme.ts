import { transformWithOxc, type Plugin } from "vite";

/**
 * Makes every `ts` fence of a README a test.
 *
 * `expression; // => value` asserts equality; `expression; // throws text` asserts that it throws an error whose
 * message contains the text. Imports are hoisted and shared by the fences of one file.
 */
export function readmeExamples(): Plugin {
  return {
    name: "readme-examples",
    enforce: "pre",
    async transform(markdown, id) {
      if (!id.endsWith("README.md")) return undefined;
      const imports = new Set<string>();
      const tests = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, index) => {
        const body = (match[1] ?? "")
          .replace(/^import [\s\S]*?;$/gm, (statement) => {
            imports.add(statement);
            return "";
          })
          .replace(/^(.*?);?\s*\/\/ => (.*)$/gm, "expect($1).toEqual($2);")
          .replace(
            /^(.*?);?\s*\/\/ throws (.*)$/gm,
            (_line, code: string, text: string) =>
              `expect(() => ${code}).toThrow(${JSON.stringify(text)});`,
          );
        return `test("example ${String(index + 1)}", async () => {\n${body}\n});`;
      });
      const code = ['import { expect, test } from "vitest";', ...imports, ...tests].join("\n");
      return transformWithOxc(code, `${id}.ts`);
    },
  };
}
