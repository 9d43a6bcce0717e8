import { shown } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** More items than any scheduler fills, and few enough to be read in no time. */
export const longest = 1_000_000;

/**
 * Reads JSON as Python writes it: with infinities and NaN, which JSON does not have.
 *
 * @param place - What the text is called in errors.
 */
export function parseJson(place: string, text: string): unknown {
  refuseLong(place, text);
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
