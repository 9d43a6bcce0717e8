import { Markup, markup } from "@anneal/experiment/charts";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function improvement({ analysis }: Report): Section {
  const { names, probabilities } = analysis.improvement;
  const rows = names.map((name, index) => ({ name, own: probabilities[index]! }));
  const comparable = probabilities.some((own) => own.filter((value) => value !== null).length > 1);
  return {
    id: "improvement",
    title: "Probability of improvement",
    content: comparable && [
      markup`<p class="muted">How likely a trial of the schedule in the row is better than one of the schedule in the column, in percent; 50 is a coin.</p>`,
      markup`<div class="matrix">${htmlTable(
        "Probability of improvement in percent, a tie counting one half.",
        [
          { title: "schedule", text: true, cell: ({ name }: (typeof rows)[number]) => name },
          ...names.map((title, column) => ({
            title,
            cell: ({ name, own }: (typeof rows)[number]) =>
              figureCell(title === name ? null : own[column], (value) => shaded(value)),
          })),
        ],
        rows,
      )}</div>`,
    ],
  };
}

/** A probability on a ground that says which side of one half it is on, and how far. */
const shaded = (value: number): Markup =>
  markup`<span class="shaded" style="background:color-mix(in srgb,var(--series-${value < 0.5 ? 1 : 0}) ${Math.round(90 * Math.abs(value - 0.5))}%,transparent)">${(100 * value).toFixed(0)}</span>`;
