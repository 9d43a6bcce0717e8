import type { FashionMnist } from "@anneal/fashion-mnist";

/** Images that train and that test, and pixels of each. */
export const counts = { train: 7_500, test: 2_000, pixels: 28 * 28 } as const;

/**
 * Unpacks `mnist.bin`, which the build of the site writes: a gzip of the labels that train and test, and then of the pixels.
 *
 * @throws {RangeError} If the file is of another length once it is decompressed.
 */
export async function unpackMnist(file: ArrayBuffer): Promise<FashionMnist> {
  const { train, test, pixels } = counts;
  const stream = new Blob([file]).stream().pipeThrough(new DecompressionStream("gzip"));
  const bytes = new Uint8Array(await new Response(stream).arrayBuffer());
  const expected = (train + test) * (1 + pixels);
  if (bytes.length !== expected) {
    throw new RangeError(
      `mnist.bin must hold ${String(expected)} bytes, this one holds ${String(bytes.length)}: load the page again`,
    );
  }
  const images = bytes.subarray(train + test);
  return {
    train: { labels: bytes.subarray(0, train), images: images.subarray(0, train * pixels) },
    test: { labels: bytes.subarray(train, train + test), images: images.subarray(train * pixels) },
  };
}
