import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "../records/canonicalJson.ts";

/** The first 16 digits of the SHA-256 of bytes, or of a value as JSON. */
export const digest = (value: unknown): string =>
  bytesToHex(sha256(value instanceof Uint8Array ? value : utf8ToBytes(canonicalJson(value)))).slice(
    0,
    16,
  );

/** The bytes of numbers, wherever they stand in their buffer. */
export const bytesOf = (values: ArrayBufferView): Uint8Array =>
  new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
