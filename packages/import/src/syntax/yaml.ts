import { load, YAML11_SCHEMA } from "js-yaml";
import { shown } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** YAML is read character by character: so many take some 50 ms. */
const longest = 100_000;

/**
 * Reads YAML 1.1, that of Python, with merge keys.
 *
 * Of two equal keys the last one counts, as in Python. No tag makes an object: those of Python are passed over.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If it is no YAML, or more than 100 collections in each other.
 * @throws {RangeError} If it is longer than 100,000 characters.
 */
export function parseYaml(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  try {
    return load(text.replaceAll(/!!python\/[\w/:.]+/g, ""), { json: true, schema: YAML11_SCHEMA });
  } catch (error) {
    throw new TypeError(
      `@anneal/import: ${place} is no YAML: ${(error as Error).message.split("\n")[0]!.slice(0, 2 * shown)}`,
      { cause: error },
    );
  }
}
