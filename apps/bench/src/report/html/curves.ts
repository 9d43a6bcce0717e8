import { curvesChart, markup } from "@anneal/experiment/charts";
import type { CurveChoice } from "@anneal/experiment/charts";
import { inPercent, loss, meanAndBand, orAbsent, percent, rate } from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

const curveChoices: readonly (CurveChoice & { readonly id: string; readonly caption: string })[] = [
  {
    id: "learning-rate",
    title: "Learning rate",
    caption: "The rate of the last update of each epoch.",
    metrics: ["learningRate"],
    write: rate,
  },
  {
    id: "accuracy",
    title: "Accuracy",
    caption: "Percent; full line: validation, dashed: training.",
    metrics: ["validationAccuracy", "trainingAccuracy"],
    write: inPercent,
    cut: 0,
  },
  {
    id: "loss",
    title: "Loss",
    caption: "Full line: validation, dashed: training. The highest twentieth is cut off.",
    metrics: ["validationLoss", "trainingLoss"],
    write: (value) => String(Number(value.toFixed(3))),
    cut: 0.05,
  },
];

export function curves({ analysis }: Report): Section {
  const drawn = curveChoices.flatMap((choice) => {
    const chart = curvesChart(analysis, choice);
    return chart === null
      ? []
      : markup`<h3>${choice.title}</h3><figure><figcaption>${choice.caption}</figcaption>${chart}</figure>`;
  });
  const rows = analysis.schedules.flatMap(({ name, curve }) =>
    curve.map((point) => ({ name, ...point })),
  );
  return {
    id: "curves",
    title: "Curves by epoch",
    content: drawn.length > 0 && [
      markup`<p class="muted">One small chart for each schedule, all on the same axes: in colour its mean over the seeds with the ${String(100 * analysis.rules.confidence)} % interval as a band, in grey the other schedules. Epochs count from 1.</p>`,
      drawn,
      folded(
        "The curves as a table",
        htmlTable(
          "Means with intervals by epoch.",
          [
            { title: "schedule", text: true, cell: ({ name }) => name },
            {
              title: "epoch",
              lessIsBetter: true,
              cell: ({ epoch }) => figureCell(epoch + 1, String),
            },
            { title: "n", cell: ({ n }) => figureCell(n, String) },
            {
              title: "learning rate",
              cell: ({ learningRate }) => figureCell(learningRate?.mean, rate),
            },
            ...(
              [
                ["training (%)", "trainingAccuracy", percent],
                ["validation (%)", "validationAccuracy", percent],
                ["training loss", "trainingLoss", loss],
                ["validation loss", "validationLoss", loss],
              ] as const
            ).map(([title, metric, write]) => ({
              title,
              cell: (row: (typeof rows)[number]) => {
                const band = row[metric];
                return figureCell(
                  band?.mean,
                  orAbsent(band, (known) => meanAndBand(known, write)),
                );
              },
            })),
          ],
          rows,
        ),
      ),
    ],
  };
}
