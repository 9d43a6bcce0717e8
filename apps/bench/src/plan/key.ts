import { createHash } from "node:crypto";
import { canonicalJson } from "../records/canonicalJson.ts";
import type { Trial } from "../records/trial.ts";

export const hashOf = (value: unknown): string =>
  createHash("sha256").update(canonicalJson(value)).digest("hex").slice(0, 16);

/** The name under which the result of a trial is kept: equal trials have equal keys. */
export const keyOf = (trial: Trial): string => hashOf(trial);
