import { shown } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** More items than any scheduler fills, and few enough to be read in no time. */
export const longest = 1_000_000;

/** So many arrays begin one in the other, and no more: a megabyte of them would take an engine 80 ms. */
const deepest = 1000;

/** Refuses a text with too many brackets in a row. */
function refuseBrackets(place: string, text: string): void {
  // Counted, because an engine that searches so long a row may look at each bracket a thousand times.
  for (let at = 0, row = 0; at < text.length; at++) {
    row = text[at] === "[" ? row + 1 : 0;
    if (row > deepest) {
      throw new RangeError(
        `@anneal/import: ${place} must have at most ${deepest} arrays that begin in each other`,
      );
    }
  }
}

/**
 * Reads JSON as Python writes it: with infinities and NaN, which JSON does not have.
 *
 * @param place - What the text is called in errors.
 */
export function parseJson(place: string, text: string): unknown {
  refuseLong(place, text);
  refuseBrackets(place, text);
  // Within the words of a text they stay what they are. A word that does not end goes on to the end of the text, so that no
  // character is looked at twice.
  const standard = /Infinity|NaN/.test(text)
    ? text.replace(
        /("(?:[^"\\]|\\[^])*(?:"|\\?$))|\bInfinity\b|\bNaN\b/g,
        (token, word?: string) => word ?? (token === "NaN" ? '"NaN"' : "1e999999"),
      )
    : text;
  try {
    return JSON.parse(standard) as unknown;
  } catch (error) {
    throw new TypeError(
      `@anneal/import: ${place} is no JSON: ${(error as Error).message.slice(0, 2 * shown)}`,
      { cause: error },
    );
  }
}
