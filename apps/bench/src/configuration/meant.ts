import { nearest } from "anneal";

/** A word that is no name, and the name that was probably meant: `cosin (did you mean cosine?)`. */
export function meant(word: string, known: readonly string[]): string {
  const name = nearest(word, known);
  return name === undefined ? word : `${word} (did you mean ${name}?)`;
}
