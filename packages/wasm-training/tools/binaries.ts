/**
 * Compiles `assembly/` and writes the bytes into `src/compiled/binaries.ts`, which is committed: the package runs from
 * source without a build, and a test compares the committed bytes with what the source compiles to.
 *
 * tsx tools/binaries.ts
 */
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const source = fileURLToPath(new URL("../assembly/index.ts", import.meta.url));
const target = fileURLToPath(new URL("../src/compiled/binaries.ts", import.meta.url));

const features = { simd: "simd", relaxed: "simd,relaxed-simd" } as const;
type Variant = keyof typeof features;

/** One WebAssembly module that works on the memory it imports and holds no data of its own. */
async function compile(variant: Variant, isShared: boolean): Promise<Uint8Array> {
  let binary: Uint8Array | undefined;
  let messages = "";
  const { error } = await asc.main(
    [
      source,
      ...["--outFile", "module.wasm", "--enable", features[variant] + (isShared ? ",threads" : "")],
      // The maximum must be as large as that of any memory to import.
      ...["--importMemory", "--initialMemory", "0", "--maximumMemory", "65536"],
      ...["--noExportMemory", ...(isShared ? ["--sharedMemory"] : [])],
      ...["--runtime", "stub", "--noAssert", "-O3"],
      // Vectors are exchanged between the files of the module only, never with JavaScript.
      ...["--disableWarning", "112"],
    ],
    {
      stderr: {
        write(chunk: Uint8Array | string) {
          messages += chunk.toString();
        },
      },
      writeFile(_name: string, contents: Uint8Array | string) {
        if (typeof contents !== "string") binary = contents;
      },
    },
  );
  if (error || messages !== "" || !binary) {
    throw new Error(`asc failed on ${variant}: ${error?.message ?? ""}\n${messages}`);
  }
  return binary;
}

/** The text of `src/compiled/binaries.ts`. */
export async function binariesModule(): Promise<string> {
  const lines = [
    "// Compiled from assembly/ by tools/binaries.ts. Do not edit: change the source and run `npm run build`.",
    "",
    "/** A WebAssembly module, and where the byte is that says whether the memory it imports is shared. */",
    "export interface Binary {",
    "  readonly base64: string;",
    "  readonly sharedFlag: number;",
    "}",
  ];
  for (const variant of ["simd", "relaxed"] as const) {
    const own = await compile(variant, false);
    const shared = await compile(variant, true);
    const differing = [...own.keys()].filter((index) => own[index] !== shared[index]);
    const [sharedFlag] = differing;
    if (
      own.length !== shared.length ||
      differing.length !== 1 ||
      own[sharedFlag!] !== 1 ||
      shared[sharedFlag!] !== 3
    ) {
      throw new Error(`the ${variant} builds differ in more than the flag of the shared memory`);
    }
    lines.push(
      "",
      `export const ${variant}: Binary = {`,
      "  base64:",
      `    "${Buffer.from(own).toString("base64")}",`,
      `  sharedFlag: ${String(sharedFlag)},`,
      "};",
    );
  }
  return [...lines, ""].join("\n");
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const text = await binariesModule();
  // Untouched when nothing changed, so that a build does not invalidate what is cached by its inputs.
  if ((await readFile(target, "utf8").catch(() => "")) !== text) await writeFile(target, text);
}
