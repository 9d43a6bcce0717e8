import type { Results } from "@anneal/experiment/records";
import { forTerminal, inOneLine } from "@anneal/experiment/wording";
import Table from "cli-table3";
import type { Colors } from "picocolors/types";
import { columnsOf } from "./row.ts";

/** What stands in a cell, some of which is out of a file of results. */
const cellOf = (text: string): string => forTerminal(inOneLine(text));

/** The comparison for a terminal. */
export function renderTable(results: Results, colors: Colors): string {
  const columns = columnsOf(results);
  const table = new Table({
    head: columns.map(({ title }) => colors.bold(cellOf(title))),
    colAligns: columns.map((_, index) => (index === 0 ? "left" : "right")),
    style: { head: [], border: [], compact: true },
  });
  for (const row of results.summary) {
    const [name, ...figures] = columns.map(({ cell }) => cellOf(cell(row)));
    const target = figures.pop()!;
    const colored =
      row.diverged + row.failed > 0
        ? colors.red(target)
        : row.targetMet > 0
          ? colors.green(target)
          : colors.yellow(target);
    table.push([name!, ...figures, colored]);
  }
  return table.toString();
}
