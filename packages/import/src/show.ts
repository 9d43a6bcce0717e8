import { nearest } from "@anneal/core";

/** No more of a text from outside than this is repeated in an error. */
export const shown = 99;

/** An expression in a file that is not evaluated, because that would mean to run it. */
export class Unread {
  /** @param code - As it stands in the file. */
  constructor(readonly code: string) {}
}

/** A value from outside, for an error message. */
export const show = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, shown))
    : value instanceof Unread
      ? `the expression ${value.code.slice(0, shown)}, which is not run`
      : Object(value) === value
        ? `(${Array.isArray(value) ? "array" : typeof value})`
        : String(value).slice(0, shown);

/** The question after an error about a name: which of those known is near, if one is. */
export function didYouMean(word: unknown, known: readonly string[]): string {
  const near = typeof word === "string" ? nearest(word, known) : undefined;
  return near === undefined ? "" : `; did you mean "${near}"?`;
}
