import { printable } from "@anneal/experiment/charts";
import type { Results } from "@anneal/experiment/records";
import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { columnsOf } from "./row.ts";

/** Text of a file of results for one line of a terminal: nothing in it moves the cursor, colours or ends the line. */
export const inOneLine = (text: string): string => printable(text).replace(/\s+/g, " ");

/** The comparison for a terminal. */
export function renderTable(results: Results, colors: Colors): string {
  const columns = columnsOf(results);
  const table = new Table({
    head: columns.map(({ title }) => colors.bold(title)),
    colAligns: columns.map((_, index) => (index === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of results.summary) {
    const [name, ...figures] = columns.map(({ cell }) => cell(row));
    const target = figures.pop()!;
    const colored =
      row.diverged + row.failed > 0
        ? colors.red(target)
        : row.targetMet > 0
          ? colors.green(target)
          : colors.yellow(target);
    table.push([inOneLine(name!), ...figures, colored]);
  }
  return table.toString();
}
