import { markup, sensitivityChart } from "@anneal/experiment/charts";
import { counted, examplesOf, rate, sensitivityQuantity } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

export function sensitivity({ analysis, results }: Report): Section {
  const { measure, name: measured, title, write, unit } = sensitivityQuantity(analysis);
  const { task } = analysis;
  const chart = sensitivityChart(analysis);
  const rows = analysis.schedules.flatMap(({ name, sensitivity: all }) =>
    all.map((point) => ({ name, point })),
  );
  return {
    id: "sensitivity",
    title: "Sensitivity to the base rate",
    content: chart && [
      results.tuning !== null &&
        markup`<p class="muted">The tuning, whose best rate each schedule ran at: seeds ${results.tuning.seeds.join(", ")}, which do not evaluate, and ${counted(results.tuning.epochs, "epoch")}${results.tuning.samples === null ? "" : ` of ${examplesOf(task, results.tuning.samples)}`}; it never looks at the test${task.examples === null ? "" : ` ${task.example}s`}.</p>`,
      markup`<figure><figcaption>Mean ${title} at each base learning rate, on a logarithmic axis, with its interval as a band; grey: the other schedules.</figcaption>${chart}</figure>`,
      folded(
        "The sensitivity as a table",
        htmlTable(
          `${measured}${unit === " %" ? " in percent" : ""} by base rate.`,
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "base rate",
              lessIsBetter: true,
              cell: ({ point }) => figureCell(point.learningRate, rate),
            },
            { title: "mean", cell: ({ point }) => figureCell(point.figures[measure]?.mean, write) },
            {
              title: "low",
              cell: ({ point }) => figureCell(point.figures[measure]?.interval?.low, write),
            },
            {
              title: "high",
              cell: ({ point }) => figureCell(point.figures[measure]?.interval?.high, write),
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
