/**
 * Compiles `kernels/` and writes what is committed of it: the WebAssembly module into `src/engine/binary.ts`, so that the
 * package runs from source without a C compiler, and the digests of the native libraries into `src/engine/libraries.ts`, by
 * which a library is known before it is loaded.
 *
 * tsx tools/kernels.ts            compile and write
 * tsx tools/kernels.ts --check    compile and compare with what is committed
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { findZig, installZig, zigVersion, type Command } from "../../../tools/zig.ts";
import { compileNative, compileWasm, sourceDigest, targets } from "./compile.ts";

const header =
  "// Compiled from kernels/ by tools/kernels.ts. Do not edit: change the source and run `npm run kernels`.";
const fileOf = (name: string) =>
  fileURLToPath(new URL(`../src/engine/${name}.ts`, import.meta.url));

/** The text of `src/engine/binary.ts`. */
export async function binaryModule(zig: Command): Promise<string> {
  return [
    ...[header, `// Source: ${await sourceDigest()}`, ""],
    "/**",
    " * The WebAssembly module, in hexadecimal, the second digit of each byte first: compressed, as it is served, it has 30 percent",
    " * fewer bytes than in base64.",
    " */",
    "export const program =",
    `  "${(await compileWasm(zig)).toString("hex").replace(/(.)(.)/g, "$2$1")}";`,
    "",
  ].join("\n");
}

/** The text of `src/engine/libraries.ts`. */
async function librariesModule(zig: Command): Promise<string> {
  const lines = [
    ...[header, `// Source: ${await sourceDigest()}`, ""],
    "/** The native libraries by platform, and the SHA-256 digests of their bytes. */",
    "export const libraries: Readonly<",
    "  Record<string, { readonly file: string; readonly digest: string }>",
    "> = {",
  ];
  for (const [platform, { file }] of Object.entries(targets)) {
    const digest = createHash("sha256").update(await compileNative(zig, platform));
    lines.push(
      `  "${platform}": {`,
      `    file: "${file}",`,
      `    digest: "${digest.digest("hex")}",`,
      "  },",
    );
  }
  return [...lines, "};", ""].join("\n");
}

const modules = { binary: binaryModule, libraries: librariesModule };

async function check(): Promise<void> {
  const source = `// Source: ${await sourceDigest()}\n`;
  const zig = (await findZig()) ?? (await installZig().catch((error: unknown) => String(error)));
  for (const [name, make] of Object.entries(modules)) {
    const committed = await readFile(fileOf(name), "utf8");
    if (!committed.includes(source)) {
      throw new Error(`src/engine/${name}.ts is not of this source: run \`npm run kernels\``);
    }
    if (typeof zig === "string") {
      console.log(`not compiled again, only the digest of the source is right: ${zig}`);
    } else if ((await make(zig)) !== committed) {
      throw new Error(
        `the source compiles to another src/engine/${name}.ts: run \`npm run kernels\``,
      );
    }
  }
  console.log(`the committed kernels are of this source and zig ${zigVersion}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (process.argv.includes("--check")) await check();
  else {
    const zig = (await findZig()) ?? (await installZig());
    for (const [name, make] of Object.entries(modules))
      await writeFile(fileOf(name), await make(zig));
  }
}
