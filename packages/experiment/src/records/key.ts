import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex, utf8ToBytes } from "@noble/hashes/utils.js";
import { canonicalJson } from "./canonicalJson.ts";
import type { Trial } from "./trial.ts";

/** The first 16 digits of the SHA-256 of a value as JSON: equal values have equal ones. */
export const hashOf = (value: unknown): string =>
  bytesToHex(sha256(utf8ToBytes(canonicalJson(value)))).slice(0, 16);

/** The name under which the result of a trial is kept: equal trials have equal keys. */
export const keyOf = (trial: Trial): string => hashOf(trial);
