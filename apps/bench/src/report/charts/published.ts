import { ruleX, text } from "@observablehq/plot";
import type { Analysis } from "../../analysis.ts";
import { ranked } from "../headline.ts";
import type { Markup } from "../markup.ts";
import { orAbsent, percent } from "../notation.ts";
import { publishedResults } from "../publishedResults.ts";
import { padded } from "./domain.ts";
import { strokesOf } from "./palette.ts";
import { rowChart } from "./rows.ts";

/** The test accuracies of this run between those that others published, which are numbered lines. */
export function publishedChart(analysis: Analysis): Markup | null {
  const strokes = strokesOf(analysis);
  const published = publishedResults[analysis.task.dataset];
  const own = ranked(analysis).flatMap((schedule) =>
    schedule.testAccuracy === null ? [] : [{ name: schedule.name, figure: schedule.testAccuracy }],
  );
  if (own.length === 0) return null;
  const values = [
    ...published.map(({ accuracy }) => accuracy),
    ...own.map(({ figure }) => figure.median),
  ];
  return rowChart({
    label:
      "Test accuracy of every schedule beside published results of small CNNs; the table below names them",
    axis: "test accuracy (%)",
    domain: padded([Math.min(...values), Math.max(...values)], 0.05),
    tickFormat: (value) => (100 * value).toFixed(1),
    above: 26,
    behind: () => [
      ruleX(published, {
        x: "accuracy",
        stroke: "var(--muted)",
        strokeDasharray: "3 3",
      }),
      text(published, {
        x: "accuracy",
        text: (_, index: number) => String(index + 1),
        frameAnchor: "top",
        dy: -12,
        fill: "var(--muted)",
      }),
    ],
    rows: own.map(({ name, figure }) => ({
      name,
      stroke: strokes.get(name)!,
      mean: figure.mean,
      interval: figure.interval,
      note: orAbsent(figure.mean, percent),
      dots: [],
    })),
  });
}
