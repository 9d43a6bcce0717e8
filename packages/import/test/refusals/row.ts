import type { ImportOptions } from "../../src/index.ts";

/** A document that an importer refuses, the kind of its error, and a part of what that says. */
export type Row = readonly [
  document: unknown,
  failure: ErrorConstructor,
  message: string,
  options?: ImportOptions,
];

/** Rows by the name of their importer. */
export type Tables = Readonly<Record<string, readonly Row[]>>;
