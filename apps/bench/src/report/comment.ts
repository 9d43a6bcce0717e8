/** What a comment on a pull request of GitHub holds, less what a proxy may add; bytes are what it may count. */
const commentLimit = 65_000;

/** How a part that does not fit is told. */
const leftOut = "_The rest does not fit into a comment: see the files of the report._\n";

/**
 * Joins the parts of a comment, as many as fit: the first of them, which has the marker by which the next comment replaces this
 * one, is a report and fits always.
 */
export function joinComment(parts: readonly string[]): string {
  let text = "";
  for (const part of parts) {
    const next = text === "" ? part : `${text}\n${part}`;
    if (Buffer.byteLength(next) + Buffer.byteLength(leftOut) + 1 > commentLimit) {
      return `${text}\n${leftOut}`;
    }
    text = next;
  }
  return text;
}
