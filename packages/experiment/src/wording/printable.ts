/**
 * Characters that no markup may contain, or that do something where they are shown: control characters, halves of characters, and
 * those that separate lines or turn the direction of what follows in Unicode alone.
 */
const unprintable = /[^\P{Cc}\t\n\r]|[\p{Cs}\uFFFE\uFFFF\u2028-\u202E\u2066-\u2069]/gu;

/** Text without characters that do something where they are shown. */
export const printable = (text: string): string => text.replace(unprintable, "\uFFFD");

/**
 * JSON of the same value as ever, which does nothing on a terminal or in a log: what {@link printable} would take away is written as
 * `\u009b` is, and so is the beginning of a command to GitHub Actions.
 *
 * @param value - A value that JSON knows.
 * @param indent - Spaces before what is one level inside; 0 puts all of it on one line.
 */
export const printableJson = (value: unknown, indent = 2): string =>
  JSON.stringify(value, null, indent)
    .replace(unprintable, (found) => `\\u${found.charCodeAt(0).toString(16).padStart(4, "0")}`)
    .replaceAll("##[", "#\\u0023[");

/** Text on one line, {@link printable}: what it is put into stays whole. */
export const inOneLine = (text: string): string => printable(text).replace(/\s+/g, " ");

/**
 * Text for a terminal or a log, {@link printable}, whose lines end as everywhere: behind a carriage return alone a terminal writes over
 * what it has shown. Nothing in it is a command to GitHub Actions: `::error::` is one at the beginning of a line, and `##[error]`
 * anywhere.
 */
export const forTerminal = (text: string): string =>
  printable(text)
    .replace(/\r\n?/g, "\n")
    .replace(/^([^\S\n\r]*):(?=:)/gm, "$1: ")
    .replaceAll("##[", "## [");

/** A value of JSON in which every text and every name is {@link inOneLine}, but for `error`, which may have lines. */
export function withPrintableTexts<Value>(value: Value): Value {
  const clean = (one: unknown, name = ""): unknown => {
    if (typeof one === "string") return name === "error" ? printable(one) : inOneLine(one);
    if (Array.isArray(one)) return one.map((item) => clean(item));
    if (typeof one !== "object" || one === null) return one;
    return Object.fromEntries(
      Object.entries(one).map(([key, item]) => [inOneLine(key), clean(item, key)]),
    );
  };
  return clean(value) as Value;
}

const entities: Readonly<Record<string, string>> = { "<": "&lt;", ">": "&gt;", "&": "&amp;" };

/** Text that stays text in Markdown of GitHub, in a table as well: no markup, no link, nobody is mentioned. */
export const escapeMarkdown = (text: string): string =>
  printable(text)
    .replace(/\s+/g, " ")
    .replace(/[<>&]/g, (character) => entities[character]!)
    .replace(/[\\`*_{}[\]()#|~!]/g, "\\$&")
    // Without a gap, GitHub makes a mention, a reference or a link of it.
    .replace(/@|:\/\/|www\./g, (found) => `${found[0]!}\u200b${found.slice(1)}`);
