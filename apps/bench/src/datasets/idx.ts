import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { imageSize } from "@anneal/experiment/task";
import type { DatasetFile } from "@anneal/experiment/task";

const magic = { images: 2051, labels: 2049 } as const;

// The largest file has 47 MB: whatever unpacks to more is not the data set.
const maxOutputLength = 64 * 1024 * 1024;

/** Unpacks a file that is compressed with gzip; returns any other as it is. */
export function unpack(bytes: Uint8Array): Uint8Array {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes, { maxOutputLength }) : bytes;
}

/**
 * The pixels or labels in an idx file, which must be the official one.
 *
 * @param bytes - The file, unpacked.
 * @throws {Error} If the header, the length, a label or the checksum is wrong; the message says what.
 */
export function readIdx(file: DatasetFile, bytes: Uint8Array): Uint8Array {
  const images = file.content === "images";
  const header = images ? 16 : 8;
  if (bytes.length < header) throw new Error(`is cut off after ${String(bytes.length)} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const expected = [magic[file.content], file.count, ...(images ? [imageSize, imageSize] : [])];
  const found = expected.map((_, index) => view.getUint32(4 * index));
  if (found.some((value, index) => value !== expected[index])) {
    throw new Error(`has the header ${found.join(" ")} in place of ${expected.join(" ")}`);
  }
  const length = header + file.count * (images ? imageSize * imageSize : 1);
  if (bytes.length !== length) {
    throw new Error(`has ${String(bytes.length)} bytes in place of ${String(length)}`);
  }
  if (createHash("sha256").update(bytes).digest("hex") !== file.sha256) {
    throw new Error("has the wrong SHA-256");
  }
  return bytes.subarray(header);
}
