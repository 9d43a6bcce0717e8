import { placeOf } from "./placeOf.ts";

/**
 * What an importer throws of what was thrown below it: each number is right by itself, but a schedule cannot be made of them,
 * and the part that says so knows nothing of the document.
 *
 * @param where - What the document is called in errors; empty for a file as a whole.
 * @param outside - How many names of `where` stand for what is no part of the document; see {@link placeOf}.
 */
export function documentError(
  importer: string,
  where: string,
  error: unknown,
  outside?: number,
): unknown {
  const { message } = error as Error;
  return /^@anneal\/(?!import)/.test(message)
    ? new RangeError(
        `@anneal/import: ${importer}: ${where || "the file"} makes no schedule, because its numbers do not go together: ${message}`,
        { cause: placeOf(where, outside) },
      )
    : error;
}
