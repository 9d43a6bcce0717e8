import { imageSize, layout, trainCount } from "./layout.ts";
import { predict } from "./predict.ts";

/** Images as grey values from 0, black, to 255, row by row, 28 × 28 each, and the class of each from 0 to 9. */
export interface Split {
  /** Grey values, 784 for each image. */
  readonly images: Uint8Array;
  /** The class of each image. */
  readonly labels: Uint8Array;
}

/** What the file holds: 7,500 images that train and 2,000 that test. */
export interface FashionMnist {
  /** The first images of the official training file. */
  readonly train: Split;
  /** Every fifth image of the official test file, from the first. */
  readonly test: Split;
}

/** What the ten labels stand for. */
export const classes = [
  "T-shirt/top",
  "Trouser",
  "Pullover",
  "Dress",
  "Coat",
  "Sandal",
  "Shirt",
  "Sneaker",
  "Bag",
  "Ankle boot",
] as const;

const damaged = (problem: string, cause?: unknown): RangeError =>
  new RangeError(
    `@anneal/fashion-mnist: unpack: ${problem}; install the package again, or fetch the file as bytes`,
    { cause },
  );

async function decompress(file: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const expected = layout.labels + layout.pixels;
  const bytes = new Uint8Array(expected);
  let length = 0;
  try {
    const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
    // A file that is no gzip, cut off or changed fails here: gzip carries a checksum.
    for (const reader = stream.getReader(); ;) {
      const { value } = (await reader.read()) as { readonly value?: Uint8Array };
      if (value === undefined) break;
      if (length + value.length > expected) {
        // Whatever it unpacks to, it is not unpacked any further.
        await reader.cancel();
        throw new RangeError("it holds too much");
      }
      bytes.set(value, length);
      length += value.length;
    }
  } catch (error) {
    throw damaged("this is not images.bin, or it is damaged", error);
  }
  if (length < expected) {
    throw damaged(
      `images.bin must hold ${String(expected)} bytes, this file holds ${String(length)}`,
    );
  }
  return bytes;
}

/**
 * Unpacks `images.bin`, the file of this package.
 *
 * It holds the first 7,500 of the 60,000 training images of Fashion-MNIST, and every fifth of its 10,000 test images. Node,
 * Deno, Bun and pages give the same bytes, since no canvas takes part: some browsers change what a canvas gives back.
 *
 * @param file - The content of the file.
 * @returns `train.images` has 7,500 · 784 bytes and `train.labels` 7,500; `test.images` has 2,000 · 784 and `test.labels`
 *   2,000.
 * @throws {TypeError} If it is given no bytes.
 * @throws {RangeError} If the bytes are not those of the file, or are damaged.
 *
 * @example
 * ```ts
 * import { readFile } from "node:fs/promises";
 * import { createRequire } from "node:module";
 * import { classes, unpack } from "@anneal/fashion-mnist";
 *
 * const path = createRequire(import.meta.url).resolve("@anneal/fashion-mnist/images.bin");
 * const { train, test } = await unpack(await readFile(path));
 * train.labels.length; // => 7500
 * classes[train.labels[0] ?? 0]; // => "Ankle boot"
 * ```
 *
 * @see Xiao, Rasul and Vollgraf, "Fashion-MNIST: a Novel Image Dataset for Benchmarking Machine Learning Algorithms", 2017,
 *   https://arxiv.org/abs/1708.07747. The images are © Zalando SE, under the MIT licence.
 */
export async function unpack(file: Uint8Array | ArrayBuffer): Promise<FashionMnist> {
  if (!(file instanceof Uint8Array || file instanceof ArrayBuffer)) {
    throw new TypeError(
      `@anneal/fashion-mnist: unpack: file must be a Uint8Array or an ArrayBuffer, got ${typeof file}`,
    );
  }
  const bytes = await decompress(new Uint8Array(file));
  const labels = bytes.subarray(0, layout.labels);
  const pixels = bytes.subarray(layout.labels);
  const row = imageSize;
  for (let at = 0; at < pixels.length; at++) {
    const isFirstRow = at % (row * row) < row;
    const isFirstColumn = at % row === 0;
    const left = isFirstColumn ? 0 : pixels[at - 1]!;
    const above = isFirstRow ? 0 : pixels[at - row]!;
    const aboveLeft = isFirstRow || isFirstColumn ? 0 : pixels[at - row - 1]!;
    // Bytes wrap around, as the differences did.
    pixels[at]! += predict(left, above, aboveLeft);
  }
  const split = trainCount * row * row;
  return {
    train: { images: pixels.slice(0, split), labels: labels.slice(0, trainCount) },
    test: { images: pixels.slice(split), labels: labels.slice(trainCount) },
  };
}
