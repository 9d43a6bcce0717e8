import { readFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { kernels } from "../src/plan/kernels.ts";
import { sourceDigest } from "../tools/compile.ts";
import { binaryModule } from "../tools/kernels.ts";
import { findZig, zigVersion } from "../../../tools/zig.ts";

const read = (file: string) => readFile(new URL(`../${file}`, import.meta.url), "utf8");

describe("what is committed", () => {
  test.each(["binary", "libraries"])(
    "src/engine/%s.ts was compiled from this source",
    async (name) => {
      expect(await read(`src/engine/${name}.ts`)).toContain(`// Source: ${await sourceDigest()}\n`);
    },
  );

  test("is what the source compiles to", { timeout: 120_000 }, async ({ skip }) => {
    const zig = await findZig();
    if (!zig) return skip(`zig ${zigVersion} is not here: npm run kernels -- --check fetches it`);
    // Not toBe, whose report of a difference would be as long as the binary.
    expect((await read("src/engine/binary.ts")) === (await binaryModule(zig))).toBe(true);
  });
});

test("the kernels are numbered as in C", async () => {
  const [, names] = /enum \{([^}]*CLEAR[^}]*)\}/.exec(await read("kernels/instructions.h"))!;
  const camel = (name: string) =>
    name.toLowerCase().replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  expect(names!.split(",").map((name) => camel(name.trim()))).toEqual(kernels);
});
