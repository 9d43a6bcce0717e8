import { show } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** A line may be as short as three characters: so many are read in some 30 ms. */
const longest = 300_000;

type Section = Record<string, unknown>;

const section = (): Section => Object.create(null) as Section;

/** A number as JSON writes it. */
const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?$/;

/** More values than any configuration has that begin as JSON and are none: to find that out takes a while each time. */
const mostBroken = 1000;

/** Reads a value as spaCy writes it: JSON, or else text as it stands. */
function reader(place: string): (text: string) => unknown {
  let broken = 0;
  return (text) => {
    if (number.test(text)) return Number(text);
    if (/^(?:["[{]|true$|false$|null$)/.test(text)) {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        // It only looked like it.
        if (++broken > mostBroken) {
          throw new RangeError(
            `@anneal/import: ${place} must have at most ${mostBroken} values that begin as JSON and are none`,
          );
        }
      }
    }
    return text;
  };
}

/**
 * Reads INI: `[section]`, `[section.inner]`, `key = value`, with values in JSON where they are.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If a line is none of these.
 * @throws {RangeError} If it is longer than 300,000 characters, or if more than 1000 values begin as JSON and are none.
 */
export function parseIni(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  const valueOf = reader(place);
  const root = section();
  let current = root;
  text.split("\n").forEach((given, index) => {
    const line = given.trim();
    if (line === "" || line.startsWith("#") || line.startsWith(";")) return;
    const header = /^\[([^\]]*)\]$/.exec(line)?.[1];
    if (header !== undefined) {
      const path = header.split(".");
      if (path.length > 32) path.length = 32;
      current = root;
      for (const name of path) {
        const inner = current[name.trim()];
        current = (
          Object(inner) === inner && !Array.isArray(inner)
            ? inner
            : (current[name.trim()] = section())
        ) as Section;
      }
      return;
    }
    const equals = line.search(/[=:]/);
    if (equals < 1) {
      throw new TypeError(
        `@anneal/import: ${place} is no INI: line ${index + 1} must be a [section] or key = value, got ${show(line.slice(0, 20))}`,
      );
    }
    current[line.slice(0, equals).trim()] = valueOf(line.slice(equals + 1).trim());
  });
  return root;
}
