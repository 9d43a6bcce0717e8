import { markup } from "../../charts/markup.ts";
import { publishedChart } from "../../charts/published.ts";
import { publishedResults } from "../../task/publishedResults.ts";
import { datasetTitle } from "../../wording/headline.ts";
import type { Report } from "../../wording/headline.ts";
import { inPercent } from "../../wording/notation.ts";
import { figureCell, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function published({ analysis }: Report): Section {
  const chart = publishedChart(analysis);
  const rows = publishedResults[analysis.task.dataset].map((result, index) => ({
    ...result,
    number: index + 1,
  }));
  return {
    id: "published",
    title: "Beside published results",
    content: chart && [
      markup`<figure><figcaption>The numbered lines are test accuracies that others published for small CNNs on ${datasetTitle(analysis)}. <strong>Different protocols</strong>: other networks, optimizers, budgets and, mostly, all 60,000 training images. They say what is usual, not who wins.</figcaption>${chart}</figure>`,
      htmlTable(
        "Published results; the numbers are those of the lines.",
        [
          { title: "network", text: true, cell: ({ network }) => network },
          { title: "no.", lessIsBetter: true, cell: ({ number }) => figureCell(number, String) },
          { title: "test accuracy (%)", cell: ({ accuracy }) => figureCell(accuracy, inPercent) },
          { title: "source", text: true, cell: ({ source }) => source },
        ],
        rows,
      ),
    ],
  };
}
