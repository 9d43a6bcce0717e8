import { markup } from "@anneal/experiment/charts";
import type { Content, Markup } from "@anneal/experiment/charts";
import { absent } from "@anneal/experiment/wording";

/** A cell: what it shows and, for a figure, what it sorts by. */
interface Cell {
  readonly content: Content;
  /** `null` sorts last; without it the cell is text. */
  readonly value?: number | null;
  readonly className?: string;
}

/** A column of a table. */
export interface Column<Row> {
  readonly title: string;
  /** Whether it holds text, which stands at the left and sorts from A. */
  readonly text?: boolean;
  /** Where less is better, so that the first click brings the best to the top. */
  readonly lessIsBetter?: boolean;
  readonly cell: (row: Row) => Cell | string;
}

/** A figure as a cell, or what stands there when there is none. */
export const figureCell = (
  value: number | null | undefined,
  content: Content | ((value: number) => Content),
  otherwise: Content = absent,
): Cell =>
  value == null
    ? { content: otherwise, value: null }
    : { content: typeof content === "function" ? content(value) : content, value };

/** A table that can be sorted and, on a phone, scrolled sideways. The first column names the row. */
export function htmlTable<Row>(
  caption: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  rowClass: (row: Row) => string | null = () => null,
): Markup {
  const head = columns.map(({ title, text, lessIsBetter }, index) => {
    const first = lessIsBetter === true && markup` data-first="ascending"`;
    return markup`<th scope="col"${(text === true || index === 0) && markup` class="text"`}${first}>${title}</th>`;
  });
  const body = rows.map((row) => {
    const cells = columns.map(({ cell, text }, index) => {
      const made = cell(row);
      const { content, value, className } =
        typeof made === "string" ? ({ content: made } as Cell) : made;
      const sortedBy =
        value !== undefined &&
        markup` data-value="${value === null ? "" : Number(value.toPrecision(7))}"`;
      if (index === 0) return markup`<th scope="row"${sortedBy}>${content}</th>`;
      const classes = [text === true && "text", className].filter(Boolean).join(" ");
      return markup`<td${classes !== "" && markup` class="${classes}"`}${sortedBy}>${content}</td>`;
    });
    const className = rowClass(row);
    return markup`<tr${className !== null && markup` class="${className}"`}>${cells}</tr>
`;
  });
  return markup`<p class="caption">${caption}</p><div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table class="sortable"><thead><tr>${head}</tr></thead><tbody>
${body}</tbody></table></div>`;
}

/** Something that is there for those who want it. */
export const folded = (title: string, content: Content): Markup =>
  markup`<details><summary>${title}</summary>${content}</details>`;
