import {
  boolYaml11Tag,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  floatCoreTag,
  floatYaml11Tag,
  load,
  mapTag,
  NOT_RESOLVED,
  seqTag,
  YAML11_SCHEMA,
} from "js-yaml";
import type { YAMLException } from "js-yaml";
import { shown } from "../show.ts";
import { refuseLong } from "./refuseLong.ts";

/** YAML is read character by character: so many take some 50 ms. */
const longest = 70_000;

/** What has a tag of its own is what it would be without, and a mapping has it as the key `"!"`. */
const schema = YAML11_SCHEMA.withTags(
  {
    ...boolYaml11Tag,
    // To the parser of Python `y` and `n` are texts.
    resolve: (source, ...more) =>
      source.length > 1 ? boolYaml11Tag.resolve(source, ...more) : NOT_RESOLVED,
  },
  {
    ...floatYaml11Tag,
    // Where a tag says that it is a number, one without a dot, or without a sign before its exponent, is one as well.
    resolve: (source, isExplicit, ...more) =>
      (isExplicit ? floatCoreTag : floatYaml11Tag).resolve(source, isExplicit, ...more),
  },
  defineMappingTag("!", {
    ...mapTag,
    matchByTagPrefix: true,
    create: (tag) => ({ "!": tag.slice(1) }),
  }),
  defineSequenceTag("!", { ...seqTag, matchByTagPrefix: true }),
  defineScalarTag("!", {
    matchByTagPrefix: true,
    resolve: (source) => source,
    identify: seqTag.identify,
  }),
);

/** Further in than any mapping around it. */
const farIn = " ".repeat(200);

/**
 * Reads a text in which a list in brackets may go on, or end, no further in than the key that it belongs to: YAML does not allow
 * that, and the parser of Python does. Such a line is moved further in, where it means the same.
 */
function loadMoved(given: string): unknown {
  let [text, again] = [given, 0];
  for (;;) {
    try {
      return load(text, { json: true, schema });
    } catch (error) {
      const { reason, mark } = error as YAMLException;
      // To begin anew costs what has been read; all of it together is no more than one long text.
      again += mark?.position ?? 0;
      if (reason !== "deficient indentation" || again > longest) throw error;
      const start = text.lastIndexOf("\n", mark!.position - 1) + 1;
      text = text.slice(0, start) + farIn + text.slice(start);
    }
  }
}

/**
 * Reads YAML 1.1, that of Python, with merge keys.
 *
 * Of two equal keys the last one counts, as in Python. No tag makes an object: those of Python are passed over, and
 * another one of a mapping is its key `"!"`.
 *
 * @param place - What the text is called in errors.
 * @throws {TypeError} If it is no YAML, or more than 100 collections in each other.
 * @throws {RangeError} If it is longer than 70,000 characters.
 */
export function parseYaml(place: string, text: string): unknown {
  refuseLong(place, text, longest);
  try {
    return loadMoved(text.replaceAll(/!!python\/[\w/:.]+/g, ""));
  } catch (error) {
    throw new TypeError(
      `@anneal/import: ${place} is no YAML: ${(error as Error).message.split("\n")[0]!.slice(0, 2 * shown)}`,
      { cause: error },
    );
  }
}
