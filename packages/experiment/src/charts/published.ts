import { ruleX, text } from "@observablehq/plot";
import type { Analysis } from "../analysis/schema.ts";
import { ranked } from "../wording/headline.ts";
import { primaryOn, quantityOf } from "../wording/quantity.ts";
import { padded } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import { rowChart } from "./rows.ts";

/** What this run has on the test between what others published, which are numbered lines. `null` if there is neither. */
export function publishedChart(analysis: Analysis): Markup | null {
  const strokes = strokesOf(analysis);
  const { task } = analysis;
  const quantity = quantityOf(task, primaryOn("test", task));
  const own = ranked(analysis).flatMap(({ name, figures }) => {
    const figure = figures[quantity.measure];
    return figure ? [{ name, figure }] : [];
  });
  if (own.length === 0 || task.published === null) return null;
  const { results: published, about } = task.published;
  const values = [
    ...published.map(({ value }) => value),
    ...own.map(({ figure }) => figure.median),
  ];
  const domain = padded([Math.min(...values), Math.max(...values)], 0.05);
  const numbered = published.map((result, index) => ({ ...result, number: String(index + 1) }));
  // Two numbers side by side would be read as one.
  const raised = new Set<string>();
  for (const [index, { value, number }] of numbered.entries()) {
    const before = numbered[index - 1];
    if (before === undefined || raised.has(before.number)) continue;
    if (Math.abs(value - before.value) < 0.05 * (domain[1] - domain[0])) raised.add(number);
  }
  const numbers = (isRaised: boolean) =>
    text(
      numbered.filter(({ number }) => raised.has(number) === isRaised),
      {
        x: "value",
        text: "number",
        frameAnchor: "top",
        dy: isRaised ? -24 : -12,
        fill: "var(--muted)",
      },
    );
  return rowChart({
    label: `${quantity.name.replace(/^t/, "T")} of every schedule beside published results of ${about}; the table below names them`,
    axis: quantity.title,
    domain,
    tickFormat: (value) => quantity.tick(value),
    above: 38,
    behind: () => [
      ruleX(published, {
        x: "value",
        stroke: "var(--muted)",
        strokeDasharray: "3 3",
      }),
      numbers(false),
      numbers(true),
    ],
    rows: own.map(({ name, figure }) => ({
      name,
      stroke: strokes.get(name)!,
      mean: figure.mean,
      interval: figure.interval,
      note: quantity.write(figure.mean),
      dots: [],
    })),
  });
}
