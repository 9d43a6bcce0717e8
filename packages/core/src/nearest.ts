const plain = (word: string): string =>
  word
    .slice(0, 99)
    .toLowerCase()
    .replace(/[^a-z0-9]/g, "");

/** How many letters must be added, left out, replaced or swapped with their neighbour to make one word of the other. */
function edits(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i++) {
    const next = [i];
    for (let j = 1; j <= to.length; j++) {
      const replaced = row[j - 1]! + (from[i - 1] === to[j - 1] ? 0 : 1);
      next[j] = Math.min(replaced, row[j]! + 1, next[j - 1]! + 1);
      if (i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1]) {
        next[j] = Math.min(next[j]!, before[j - 2]! + 1);
      }
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}

/**
 * The name that was meant by a word that is no name: the one with the fewest letters to change, for "did you mean".
 *
 * Case, hyphens and underscores do not count. A name that begins with the word, or the other way round, is near however
 * long it is; of any other no more than two letters in five may have to change.
 *
 * @param word - What was written; only its first 99 characters are looked at.
 * @param known - The names there are.
 * @returns One of `known`, the first of those that are equally near; `undefined` if none is near.
 *
 * @example
 * ```ts
 * const names = ["initial", "steps", "minDelta"];
 * ["step", "intial", "min_delta", "gamma"].map((word) => nearest(word, names));
 * // => ["steps", "initial", "minDelta", undefined]
 * ```
 */
export function nearest(word: string, known: readonly string[]): string | undefined {
  const meant = plain(word);
  let best: string | undefined;
  let least = Infinity;
  for (const name of known) {
    const candidate = plain(name);
    const [shorter, longer] =
      meant.length < candidate.length ? [meant, candidate] : [candidate, meant];
    const near =
      shorter.length > 1 && longer.startsWith(shorter) ? longer.length : 0.4 * longer.length;
    const distance = edits(meant, candidate);
    if (distance <= near && distance < least) {
      best = name;
      least = distance;
    }
  }
  return best;
}
