/**
 * Writes `data/images.bin` from the official files of Fashion-MNIST, or with `--check` compares with it what they give.
 *
 *     apt-get install dataset-fashion-mnist
 *     npm run images --workspace @anneal/fashion-mnist [-- --check] [--from /usr/share/datasets/fashion-mnist]
 */
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { constants, gunzipSync, gzipSync } from "node:zlib";
import { imageSize, testCount, trainCount } from "../src/layout.ts";
import { predict } from "../src/predict.ts";

const target = fileURLToPath(new URL("../data/images.bin", import.meta.url));

/** SHA-256 of the official files, decompressed. */
const official = {
  "train-images-idx3-ubyte": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
  "train-labels-idx1-ubyte": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
  "t10k-images-idx3-ubyte": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
  "t10k-labels-idx1-ubyte": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
} as const;

/** The numbers in an official file, without its header. */
function read(folder: string, name: keyof typeof official): Uint8Array {
  const bytes = gunzipSync(readFileSync(join(folder, `${name}.gz`)));
  const digest = createHash("sha256").update(bytes).digest("hex");
  if (digest !== official[name]) {
    throw new Error(`${join(folder, name)}.gz is not the official file: its SHA-256 is ${digest}`);
  }
  return bytes.subarray(name.includes("images") ? 16 : 8);
}

/** Every fifth item, from the first. */
const everyFifth = (items: Uint8Array, size: number): Uint8Array =>
  Buffer.concat(
    Array.from({ length: testCount }, (_, index) =>
      items.subarray(5 * index * size, (5 * index + 1) * size),
    ),
  );

function pack(folder: string): Uint8Array {
  const size = imageSize ** 2;
  const labels = [
    read(folder, "train-labels-idx1-ubyte").subarray(0, trainCount),
    everyFifth(read(folder, "t10k-labels-idx1-ubyte"), 1),
  ];
  const pixels = Buffer.concat([
    read(folder, "train-images-idx3-ubyte").subarray(0, trainCount * size),
    everyFifth(read(folder, "t10k-images-idx3-ubyte"), size),
  ]);
  const differences = pixels.map((value, at) => {
    const column = at % imageSize;
    const row = Math.floor(at / imageSize) % imageSize;
    return (
      value -
      predict(
        column > 0 ? pixels[at - 1]! : 0,
        row > 0 ? pixels[at - imageSize]! : 0,
        column > 0 && row > 0 ? pixels[at - imageSize - 1]! : 0,
      )
    );
  });
  return gzipSync(Buffer.concat([...labels, differences]), {
    level: constants.Z_BEST_COMPRESSION,
    memLevel: 9,
  });
}

const { values } = parseArgs({
  options: {
    check: { type: "boolean", default: false },
    from: { type: "string", default: "/usr/share/datasets/fashion-mnist" },
  },
});
const packed = pack(values.from);
if (values.check) {
  // Another zlib may compress otherwise; what counts is what is unpacked.
  const same = gunzipSync(packed).equals(gunzipSync(readFileSync(target)));
  console.log(same ? "images.bin is what the official files give" : "images.bin differs");
  process.exitCode = same ? 0 : 1;
} else {
  writeFileSync(target, packed);
  console.log(`images.bin: ${String(packed.length)} bytes`);
}
