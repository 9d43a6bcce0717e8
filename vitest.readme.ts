import { transformWithOxc, type Plugin } from "vite";

/**
 * Makes every `ts` fence of a README a test.
 *
 * `expression; // => value` asserts equality; `expression; // throws text` asserts that it throws an error whose
 * message contains the text. What a fence imports, later fences have too.
 */
export function readmeExamples(): Plugin {
  return {
    name: "readme-examples",
    enforce: "pre",
    async transform(markdown, id) {
      if (!id.endsWith(".md")) return undefined;
      // What each name is imported as, by the fences so far: a later fence may import it from elsewhere.
      const imports = new Map<string, string>();
      const tests = [...markdown.matchAll(/^```ts\n([\s\S]*?)^```/gm)].map((match, index) => {
        const body = (match[1] ?? "")
          .replace(
            /^import (?:\* as (\w+)|\{([^}]*)\}) from ("[^"]+");$/gm,
            (
              _statement,
              namespace: string | undefined,
              names: string | undefined,
              from: string,
            ) => {
              if (namespace) imports.set(namespace, `const ${namespace} = await import(${from});`);
              for (const name of names?.match(/\w+/g) ?? []) {
                imports.set(name, `const { ${name} } = await import(${from});`);
              }
              return "";
            },
          )
          .replace(/^import ("[^"]+");$/gm, "await import($1);")
          .replace(/^(.*?);?\s*\/\/ => (.*)$/gm, "expect($1).toEqual($2);")
          .replace(
            /^(.*?);?\s*\/\/ throws (.*)$/gm,
            (_line, code: string, text: string) =>
              `expect(() => ${code}).toThrow(${JSON.stringify(text)});`,
          );
        return [
          `test("example ${String(index + 1)}", async () => {`,
          ...imports.values(),
          `${body}\n});`,
        ].join("\n");
      });
      const code = ['import { expect, test } from "vitest";', ...tests].join("\n");
      return transformWithOxc(code, `${id}.ts`);
    },
  };
}
