/** A text without the mark that some editors begin a file with: it is of its encoding, and of no syntax. */
export const unmarked = (text: string): string => text.replace(/^\uFEFF/, "");

/**
 * Refuses a text that is too long to be the configuration of a training.
 *
 * @param place - What the text is called in errors.
 * @param longest - How many characters it may have: what a parser reads in a few hundredths of a second.
 */
export function refuseLong(place: string, text: string, longest = 1_000_000): void {
  if (text.length > longest) {
    throw new RangeError(
      `@anneal/import: ${place} must be text of at most ${longest} characters, got ${text.length}: give the part that is the scheduler's`,
    );
  }
}
