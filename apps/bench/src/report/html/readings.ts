/**
 * The script of the curves: under the pointer, and with the arrow keys, a small chart tells its value; boxes above the charts
 * switch schedules off in all of them. Without it the charts are there all the same, and the table has every value.
 */
export const readings = `
{
const cells = [...document.querySelectorAll(".cell[data-readings]")];
for (const cell of cells) {
  const values = cell.dataset.readings.split(" ").filter((text) => text !== "").map((text) => {
    const at = text.indexOf(":");
    return [Number(text.slice(0, at)), text.slice(at + 1)];
  });
  const picture = cell.querySelector("svg[role=img]");
  if (values.length === 0 || !picture) continue;
  const output = document.createElement("output");
  output.className = "reading";
  cell.append(output);
  const last = values[values.length - 1][0];
  let at = 0;
  const show = () => { output.textContent = "epoch " + values[at][0] + ": " + values[at][1]; };
  picture.addEventListener("pointermove", (event) => {
    const { left, width } = picture.getBoundingClientRect();
    // The axis of a chart of 186 begins at 47 and ends 8 before the right.
    const from = Number(cell.dataset.from);
    const epoch = from + ((186 * (event.clientX - left) / width - 47) / 131) * (Math.max(2, last) - from);
    at = values.reduce((best, [own], index) => Math.abs(own - epoch) < Math.abs(values[best][0] - epoch) ? index : best, 0);
    show();
  });
  picture.addEventListener("pointerleave", () => { output.textContent = ""; });
}
const places = [...document.querySelectorAll(".cells")];
const names = [...new Set(cells.map((cell) => cell.dataset.schedule))];
if (names.length > 1) {
  const first = places[0];
  const field = document.createElement("fieldset");
  field.className = "switches";
  const legend = document.createElement("legend");
  legend.textContent = "Schedules shown";
  field.append(legend);
  for (const name of names) {
    const label = document.createElement("label");
    const box = document.createElement("input");
    box.type = "checkbox";
    box.checked = true;
    box.addEventListener("change", () => {
      for (const cell of cells) if (cell.dataset.schedule === name) cell.hidden = !box.checked;
    });
    label.append(box, " " + name);
    field.append(label);
  }
  first.closest("section").querySelector("h2").after(field);
}
}
`.trim();
