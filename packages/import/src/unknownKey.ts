import type { Document } from "./document.ts";
import type { DefinedPreset } from "@anneal/compat";

/** A name in camel case as Python spells it: `decaySteps` is `decay_steps`. */
const snakeCase = (name: string): string =>
  name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** The options of a preset by their names in Python, without those that come from elsewhere. */
export const optionsByKey = (
  preset: DefinedPreset,
  elsewhere: readonly string[] = [],
): ReadonlyMap<string, string> =>
  new Map(
    Object.keys(preset.definition.options)
      .filter((option) => !elsewhere.includes(option))
      .map((option) => [snakeCase(option), option]),
  );

/**
 * Refuses the first key of a document that its class does not have, and says which it has, and which classes have it.
 *
 * @param classes - Every class with its keys.
 */
export function refuseUnknown(
  document: Document,
  name: string,
  classes: ReadonlyMap<string, ReadonlyMap<string, string>>,
): void {
  const own = classes.get(name)!;
  const key = document.keys().find((each) => !own.has(each));
  if (key === undefined) return;
  const others = [...classes.keys()].filter((other) => classes.get(other)!.has(key));
  document.refuseKey(
    key,
    `left out: ${name} takes ${[...own.keys()].join(", ")}${
      others.length > 0 ? `; it is an argument of ${others.join(", ")}` : ""
    }`,
    [...own.keys()],
  );
}
