import { markup, publishedChart } from "@anneal/experiment/charts";
import { primaryOn, quantityOf } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

const plural = (words: string): string =>
  words.endsWith("y") ? `${words.slice(0, -1)}ies` : words.endsWith("s") ? words : `${words}s`;

/** A number without zeros at its end. */
const trimmed = (text: string): string => String(Number(text));

export function published({ analysis }: Report): Section {
  const chart = publishedChart(analysis);
  const { task } = analysis;
  const { published: known } = task;
  const { name, title, tick } = quantityOf(task, primaryOn("test", task));
  const rows = (known?.results ?? []).map((result, index) => ({ ...result, number: index + 1 }));
  return {
    id: "published",
    title: "Beside published results",
    content: chart &&
      known && [
        markup`<figure><figcaption>The numbered lines are ${plural(name)} that others published for ${known.about} on ${task.title}. <strong>Different protocols</strong>: ${known.differing}. They say what is usual, not who wins.</figcaption>${chart}</figure>`,
        htmlTable(
          "Published results; the numbers are those of the lines.",
          [
            { title: "network", text: true, cell: ({ network }) => network },
            { title: "no.", lessIsBetter: true, cell: ({ number }) => figureCell(number, String) },
            { title, cell: ({ value }) => figureCell(value, (known) => trimmed(tick(known))) },
            { title: "source", text: true, cell: ({ source }) => source },
          ],
          rows,
        ),
      ],
  };
}
