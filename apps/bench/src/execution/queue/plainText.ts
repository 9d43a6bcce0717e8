/** Characters that move a terminal's cursor, or that a database does not store. */
// eslint-disable-next-line no-control-regex -- These are what is taken out.
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

const longest = 1000;

/** Text from elsewhere on one line, without control characters, at most 1,000 characters long. */
export function plainText(text: string): string {
  const line = text.replace(control, " ").trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
