import { show } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** A line may be empty: so many are read in some 25 ms. */
const longest = 500_000;

/**
 * Reads the `.cfg` of Darknet: sections that may come again and again, of which the first is the network's.
 *
 * Blanks within a line mean nothing, and the first of two equal keys counts, as in Darknet.
 *
 * @param place - What the text is called in errors.
 * @returns The keys of the first section, under its name; values are text.
 * @throws {TypeError} If the first line is no section, or if a line of it is no option.
 */
export function parseDarknet(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  let name: string | undefined;
  const options = Object.create(null) as Record<string, string>;
  for (const [index, given] of text.split("\n").entries()) {
    const line = given.replace(/\s+/g, "");
    if (line === "" || line.startsWith("#") || line.startsWith(";")) continue;
    if (line.startsWith("[")) {
      if (name !== undefined) break;
      name = line.replace(/^\[|\].*$/g, "");
      continue;
    }
    const equals = line.indexOf("=");
    if (name === undefined || equals < 1) {
      throw new TypeError(
        `@anneal/import: ${place} is no Darknet configuration: line ${index + 1} must be ${name === undefined ? "[net]" : "key=value"}, got ${show(line.slice(0, 20))}`,
      );
    }
    // A number ends where no digit follows: what is written behind it is no part of it. A word is all of its line.
    options[line.slice(0, equals)] ??= line.slice(equals + 1).replace(/^([-+.\d][^#]*)#.*$/, "$1");
  }
  return name === undefined ? {} : { [name === "network" ? "net" : name]: options };
}
