import { measureOf } from "@anneal/experiment/task";
import { curvesChart, markup } from "@anneal/experiment/charts";
import type { CurveChoice } from "@anneal/experiment/charts";
import {
  inPercent,
  meanAndBand,
  orAbsent,
  othersOn,
  primaryOn,
  quantitiesOf,
  quantityOf,
  rate,
} from "@anneal/experiment/wording";
import type { Report } from "@anneal/experiment/wording";
import { figureCell, folded, htmlTable } from "./htmlTable.ts";
import type { Section } from "./section.ts";

type Choice = CurveChoice & {
  readonly caption: string;
  /** Whether it is drawn on a logarithmic axis as well. */
  readonly decades?: boolean;
};

/** The curves of a metric that rises without bound is cut as that of a loss is: it begins far from where it is interesting. */
function curveChoices({ task, schedules }: Report["analysis"]): readonly Choice[] {
  const isThere = (measure: string): boolean =>
    schedules.some(({ curve }) => curve.some(({ figures }) => figures[measure]));
  return [
    {
      title: "Learning rate",
      caption:
        "The rate of every update; of a schedule that is code or reacts to the training that of the last update of each epoch.",
      measures: ["learningRate"],
      write: rate,
      decades: true,
    },
    ...task.metrics.flatMap((metric): readonly Choice[] => {
      const validation = measureOf("validation", metric);
      const training = measureOf("training", metric);
      const { name, write } = quantityOf(task, validation);
      const title = name.replace("validation ", "");
      const isShare = metric.unit === "%";
      const measures = isThere(validation)
        ? ([validation, training] as const)
        : ([training] as const);
      const parts = [
        ...(isShare ? ["Percent;"] : []),
        measures.length === 2 ? "full line: validation, dashed: training." : "training.",
        ...(isShare ? [] : ["The highest twentieth is cut off."]),
      ].join(" ");
      return [
        {
          title: title.charAt(0).toUpperCase() + title.slice(1),
          caption: parts.charAt(0).toUpperCase() + parts.slice(1),
          measures,
          write: isShare ? inPercent : (value) => shortened(value, write),
          cut: isShare ? 0 : 0.05,
          decades: !isShare,
        },
      ];
    }),
  ];
}

/** A number at an axis. */
const shortened = (value: number, write: (value: number) => string): string =>
  Math.abs(value) >= 1e5 ? write(value) : String(Number(value.toFixed(3)));

export function curves({ analysis }: Report): Section {
  const { task } = analysis;
  const drawn = curveChoices(analysis).flatMap(({ caption, decades, ...choice }) => {
    const chart = curvesChart(analysis, choice);
    if (chart === null) return [];
    const logarithmic =
      decades === true ? curvesChart(analysis, { ...choice, logarithmic: true, cut: 0 }) : null;
    return markup`<h3>${choice.title}</h3><figure><figcaption>${caption}</figcaption>${chart}</figure>${
      logarithmic !== null && folded(`${choice.title} on a logarithmic axis`, logarithmic)
    }`;
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
            ...quantitiesOf(analysis, [
              primaryOn("training", task),
              primaryOn("validation", task),
              ...othersOn("training", task),
              ...othersOn("validation", task),
            ]).map(({ measure, short, write }) => ({
              title: short,
              cell: (row: (typeof rows)[number]) => {
                const band = row.figures[measure];
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
