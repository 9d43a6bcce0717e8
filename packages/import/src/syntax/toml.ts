import { parse } from "smol-toml";
import { shown } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** Nonsense of this length takes 40 ms of processor time, the tables of a list each on a line of their own. */
const longest = 250_000;

/**
 * Reads TOML.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If it is no TOML.
 * @throws {RangeError} If it is longer than 250,000 characters.
 */
export function parseToml(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  try {
    return parse(text);
  } catch (error) {
    throw new TypeError(
      `@anneal/import: ${place} is no TOML: ${(error as Error).message.split("\n")[0]!.slice(0, 2 * shown)}`,
      { cause: error },
    );
  }
}
