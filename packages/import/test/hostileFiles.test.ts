import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { formats } from "../src/formats.ts";
import { read } from "../src/index.ts";
import type { ImportOptions } from "../src/index.ts";
import { syntaxes } from "../src/syntaxes.ts";
import { budget, costOf, mutated, mutation, readOrRefuse } from "./hostileDocuments.ts";
import type { Json } from "./hostileDocuments.ts";

/** Changed documents of each format; the nightly run asks for more. */
const documents = Math.ceil(Number(process.env["ANNEAL_FUZZ_DOCUMENTS"] ?? 450) / 15);

const timeout = 60_000 + 100 * documents;

interface GoldenFile {
  readonly fileName: string;
  readonly text: string;
  readonly options: ImportOptions;
}

const folder = new URL("../../golden/packs/importers/", import.meta.url);

const packs = readdirSync(folder).map((name) => {
  const pack = JSON.parse(readFileSync(new URL(name, folder), "utf8")) as {
    readonly files: readonly GoldenFile[];
  };
  return [name.replace(/\.json$/, ""), pack.files] as const;
});

/** What the parser of a file makes of it. */
async function parsed({ fileName, text }: GoldenFile): Promise<Json> {
  for (const { endings, mayBe, load } of syntaxes) {
    if (!endings.test(fileName) || !mayBe.test(text)) continue;
    const parse = await load();
    try {
      return JSON.parse(JSON.stringify(parse("the text", text))) as Json;
    } catch {
      // Of JSON with comments the parser of JSON makes nothing.
      continue;
    }
  }
  throw new Error(`no syntax for ${fileName}`);
}

/** Reads a text or says what is wrong with it, in words of ours. */
async function readOrSay(
  text: string,
  options: ImportOptions & { readonly fileName?: string },
): Promise<void> {
  try {
    await read(text, options);
  } catch (error) {
    expect(["TypeError", "RangeError"], String(error)).toContain((error as Error).name);
    expect((error as Error).message).toMatch(/^@anneal\/import: /);
  }
}

describe.each(packs)("a changed file of %s", (name, files) => {
  const { importer } = formats.find((format) => format.name === name)!;

  test(
    "comes back at once, with a schedule or one clear error",
    async () => {
      const options = files.map((file) => file.options);
      const valid = await Promise.all(files.map(parsed));
      fc.assert(
        fc.property(
          fc.nat(valid.length - 1),
          fc.array(mutation, { minLength: 1, maxLength: 3 }),
          (index, mutations) => {
            let document: unknown = valid[index]!;
            for (const one of mutations) {
              try {
                document = mutated(document as Json, one);
              } catch {
                break;
              }
            }
            const reads = (given: unknown) => importer(given, options[index]).learningRate;
            const cost = costOf(() =>
              readOrRefuse({ name: "from", valid: [], read: reads }, document),
            );
            expect(cost).toBeLessThan(budget);
          },
        ),
        { numRuns: documents },
      );
    },
    timeout,
  );

  test(
    "is text, of which characters are others",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.constantFrom(...files),
          fc.nat(1_000_000),
          fc.nat(9),
          fc.constantFrom(
            "",
            '"',
            "\\",
            "{",
            "]",
            ",",
            "-",
            ":",
            "\n",
            "=",
            "!",
            "$",
            "NaN",
            "\u0000",
          ),
          async ({ text, fileName, options }, place, length, inserted) => {
            const at = place % text.length;
            const damaged = text.slice(0, at) + inserted + text.slice(at + length);
            await readOrSay(damaged, { ...options, fileName });
          },
        ),
        { numRuns: documents },
      );
    },
    timeout,
  );
});

test.each(formats.map(({ name, importer }) => [name, importer] as const))(
  "%s refuses 1 MB of nonsense in no time",
  (_, importer) => {
    for (const part of ["[", '{"a":', "x", "\n", "--a ", "é", '"', "9"]) {
      const text = part.repeat(1_000_000 / part.length);
      const cost = costOf(() => {
        expect(() => importer(text)).toThrow(/^@anneal\/import: /);
      });
      expect(cost).toBeLessThan(budget);
    }
  },
);
