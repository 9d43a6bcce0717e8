const blocks = "▁▂▃▄▅▆▇█";

/** Values as a line of block characters, from the lowest to the highest; those that are not there are a dot. */
export function unicodeSparkline(values: readonly (number | null)[], floor?: number): string {
  const known = values.filter((value) => value !== null);
  const low = floor ?? Math.min(...known);
  const high = Math.max(...known);
  return values
    .map((value) =>
      value === null
        ? "·"
        : blocks[high === low ? 3 : Math.min(7, Math.floor((8 * (value - low)) / (high - low)))]!,
    )
    .join("");
}

const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;

/** The lines of a table. */
export const table = (
  titles: readonly string[],
  rows: readonly (readonly string[])[],
): readonly string[] => [
  line(titles),
  line(titles.map((_, index) => (index === 0 ? ":--" : "--:"))),
  ...rows.map(line),
];

/** Lines that are folded until somebody wants to see them. */
export const folded = (title: string, lines: readonly string[]): readonly string[] => [
  "<details>",
  `<summary>${title}</summary>`,
  "",
  ...lines,
  "",
  "</details>",
];

/** A fence longer than any run of its character inside. */
export function fenced(text: string): readonly string[] {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return [`${fence}sh`, text, fence];
}

/** The length of a text in bytes. */
export const bytesOf = (text: string): number => Buffer.byteLength(text);

/** A text with as many rows of a table behind it as a limit of bytes allows. */
export function cutTable(before: string, rows: readonly string[], limit: number): string {
  let text = before;
  for (const row of rows) {
    if (bytesOf(text) + bytesOf(row) + 1 > limit) break;
    text += `${row}\n`;
  }
  return `${text}\n`;
}
