import { markup, publishedChart } from "@anneal/experiment/charts";
import { publishedResults } from "@anneal/experiment/task";
import { datasetTitle, inPercent } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
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
