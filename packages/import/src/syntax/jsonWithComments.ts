import { parseJson } from "./json.ts";
import { refuseLong } from "./refuseLong.ts";

/** A text may be as short as two characters: so many are read in some 40 ms. */
const longest = 200_000;

/** Texts, which stay as they are, and comments. One that does not end goes on to where it could have, so that no character is looked at twice. */
const comments = /("(?:[^"\\\n]|\\.)*"?)|\/\/[^\n]*|#[^\n]*|\/\*[^]*?(?:\*\/|$)/g;

/** Texts, and a comma after which there is nothing but the end of its list. */
const lastCommas = /("(?:[^"\\\n]|\\.)*"?)|,(?=\s*[\]}])/g;

const withoutThem = (text: string, pattern: RegExp): string =>
  text.replace(pattern, (_, word?: string) => word ?? "");

/**
 * Reads JSON with comments (from `//` or `#` to the end of the line, or as in C) and commas after a last item: what DeepSpeed
 * takes.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If it is not that.
 * @throws {RangeError} If it is longer than 200,000 characters.
 */
export function parseJsonWithComments(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  return parseJson(place, withoutThem(withoutThem(text, comments), lastCommas));
}
