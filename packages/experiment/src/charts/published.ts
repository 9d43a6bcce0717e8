import { ruleX, text } from "@observablehq/plot";
import type { Analysis } from "../analysis/schema.ts";
import { publishedResults } from "../task/publishedResults.ts";
import { ranked } from "../wording/headline.ts";
import { orAbsent, percent } from "../wording/notation.ts";
import { padded } from "./domain.ts";
import type { Markup } from "./markup.ts";
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
  const domain = padded([Math.min(...values), Math.max(...values)], 0.05);
  const numbered = published.map((result, index) => ({ ...result, number: String(index + 1) }));
  // Two numbers side by side would be read as one.
  const raised = new Set<string>();
  for (const [index, { accuracy, number }] of numbered.entries()) {
    const before = numbered[index - 1];
    if (before === undefined || raised.has(before.number)) continue;
    if (Math.abs(accuracy - before.accuracy) < 0.05 * (domain[1] - domain[0])) raised.add(number);
  }
  const numbers = (isRaised: boolean) =>
    text(
      numbered.filter(({ number }) => raised.has(number) === isRaised),
      {
        x: "accuracy",
        text: "number",
        frameAnchor: "top",
        dy: isRaised ? -24 : -12,
        fill: "var(--muted)",
      },
    );
  return rowChart({
    label:
      "Test accuracy of every schedule beside published results of small CNNs; the table below names them",
    axis: "test accuracy (%)",
    domain,
    tickFormat: (value) => (100 * value).toFixed(1),
    above: 38,
    behind: () => [
      ruleX(published, {
        x: "accuracy",
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
      note: orAbsent(figure.mean, percent),
      dots: [],
    })),
  });
}
