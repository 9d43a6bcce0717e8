/**
 * The script of the HTML report: a click on the title of a column sorts its table. Without it the tables stay as they are.
 *
 * A cell sorts by its `data-value`, else by its text; a cell without a figure comes last either way.
 */
export const sorting = `
"use strict";
for (const table of document.querySelectorAll("table.sortable")) {
  const titles = [...table.tHead.rows[0].cells];
  titles.forEach((title, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...title.childNodes);
    title.append(button);
    button.addEventListener("click", () => {
      const first = title.classList.contains("text") || title.dataset.first === "ascending" ? "ascending" : "descending";
      const now = title.getAttribute("aria-sort");
      const order = now === null ? first : now === "ascending" ? "descending" : "ascending";
      for (const other of titles) other.removeAttribute("aria-sort");
      title.setAttribute("aria-sort", order);
      const sign = order === "ascending" ? 1 : -1;
      const keyOf = (row) => {
        const cell = row.cells[column];
        const value = cell.dataset.value;
        return value === undefined ? cell.textContent.trim() : value === "" ? null : Number(value);
      };
      const body = table.tBodies[0];
      const rows = [...body.rows].map((row) => [keyOf(row), row]);
      rows.sort(([a], [b]) =>
        a === null || b === null
          ? (a === null) - (b === null)
          : sign * (typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b))),
      );
      body.append(...rows.map(([, row]) => row));
    });
  });
}
`.trim();
