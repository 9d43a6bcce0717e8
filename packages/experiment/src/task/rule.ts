import { nearest } from "anneal";
import type { Rule } from "anneal";
import { z } from "zod";

/** As much of a text or a list as an error shows. */
const most = 99;

/** A value as an error shows it, or its beginning. Lists inside a list are not shown: one of them may be the list itself. */
export const shown = (value: unknown): string =>
  typeof value === "string"
    ? JSON.stringify(value.slice(0, most))
    : Array.isArray(value)
      ? `[${value
          .slice(0, most)
          .map((item: unknown) => (Array.isArray(item) ? "a list" : shown(item)))
          .join(", ")}]`
      : typeof value === "function"
        ? "a function"
        : typeof value === "object" && value !== null
          ? "an object"
          : String(value);

/** A schema of which every failure is the same sentence. */
export const must = <Value>(
  rule: string,
  accepts: (value: unknown) => boolean,
  json: Readonly<Record<string, unknown>> = {},
): z.ZodType<Value> =>
  z
    .custom<Value>(accepts, { error: ({ input }) => `must be ${rule}, got ${shown(input)}` })
    .meta({ description: rule, ...json });

/** A schema for a whole number of a range, ends included. */
export const wholeNumber = (min: number, max: number): z.ZodType<number> =>
  must(
    `a whole number from ${String(min)} to ${String(max)}`,
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    { type: "integer", minimum: min, maximum: max },
  );

/** A schema for a few words that stand in the middle of a sentence or a title, as a unit does: nothing in them is markup or unseen. */
export const words = z
  .string()
  .max(40)
  // In ranges, which mean the same to every reader of a JSON Schema; some take a class such as \p{C} for its letters.
  .regex(
    /^[ "$-)+-9;=?A-Z^a-z{}\u00a0-\u00ac\u00ae-\u200a\u2010-\u2027\u202f-\u205f\u2070-\ud7ff\uf900-\ufefe\uff00-\uffef]*$/,
  );

/** A schema for a learning rate. */
export const positiveNumber = must<number>(
  "a finite number above 0",
  (value) => Number.isFinite(value) && Number(value) > 0,
  { type: "number", exclusiveMinimum: 0 },
);

/** A word that is no name, and the name that was probably meant: `cosin (did you mean cosine?)`. */
export function meant(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  const beginning = word.slice(0, most);
  return name === undefined ? beginning : `${beginning} (did you mean ${name}?)`;
}

/** Whether a value is an object with names, and no list. */
export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** An option that is code. */
export const code: Rule = {
  type: "function",
  rule: "a function",
  accepts: (value) => typeof value === "function",
};

/** An option that is a list of names or addresses. */
export const names: Rule = {
  type: "object",
  rule: "a list of non-empty texts",
  accepts: (value) =>
    Array.isArray(value) && value.every((item) => typeof item === "string" && item !== ""),
};

/** An option that is TensorFlow.js: `import * as tf from "@tensorflow/tfjs"`. */
export const tensorflow: Rule = {
  type: "object",
  rule: "TensorFlow.js, as it is imported",
  accepts: isObject,
};
