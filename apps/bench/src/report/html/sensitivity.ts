import { markup, sensitivityChart } from "@anneal/experiment/charts";
import {
  counted,
  percent,
  rate,
  sensitivityMetric,
  sensitivityMetricName,
  whole,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function sensitivity({ analysis, results }: Report): Section {
  const metric = sensitivityMetric(analysis);
  const chart = sensitivityChart(analysis);
  const rows = analysis.schedules.flatMap(({ name, sensitivity: all }) =>
    all.map((point) => ({ name, point })),
  );
  return {
    id: "sensitivity",
    title: "Sensitivity to the base rate",
    content: chart && [
      results.tuning !== null &&
        markup`<p class="muted">The tuning, whose best rate each schedule ran at: seeds ${results.tuning.seeds.join(", ")}, which do not evaluate, and ${counted(results.tuning.epochs, "epoch")} of ${whole(results.tuning.samples)} images; it never looks at the test images.</p>`,
      markup`<figure><figcaption>Mean ${sensitivityMetricName(analysis)} (%) at each base learning rate, on a logarithmic axis, with its interval as a band; grey: the other schedules.</figcaption>${chart}</figure>`,
      folded(
        "The sensitivity as a table",
        htmlTable(
          `${sensitivityMetricName(analysis)} in percent by base rate.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "base rate",
              lessIsBetter: true,
              cell: ({ point }) => figureCell(point.learningRate, rate),
            },
            { title: "mean", cell: ({ point }) => figureCell(point[metric]?.mean, percent) },
            {
              title: "low",
              cell: ({ point }) => figureCell(point[metric]?.interval?.low, percent),
            },
            {
              title: "high",
              cell: ({ point }) => figureCell(point[metric]?.interval?.high, percent),
            },
            { title: "trials", cell: ({ point }) => figureCell(point.n, String) },
            {
              title: "diverged",
              lessIsBetter: true,
              cell: ({ point }) => figureCell(point.diverged, String),
            },
          ],
          rows,
        ),
      ),
    ],
  };
}
