import { areaY, axisX, axisY, dot, gridY, line } from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import type { Analysis, SensitivityPoint } from "../analysis/schema.ts";
import { sensitivityQuantity } from "../wording/headline.ts";
import { rate } from "../wording/notation.ts";
import { draw } from "./canvas.ts";
import { clamped, padded, robustDomain } from "./domain.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { strokesOf, swatch } from "./palette.ts";

/** The metric against the base rate, one small chart for each schedule. `null` if there is one base rate only. */
export function sensitivityChart(analysis: Analysis): Markup | null {
  const { measure, name: measured, tick } = sensitivityQuantity(analysis);
  const swept = analysis.schedules.filter(({ sensitivity }) => sensitivity.length > 1);
  const means = swept.flatMap(({ sensitivity }) =>
    sensitivity.flatMap((point) => point.figures[measure]?.mean ?? []),
  );
  const spread = robustDomain(means);
  if (spread === null) return null;
  const domain = padded(spread, 0.06);
  const strokes = strokesOf(analysis);
  const rates = [
    ...new Set(swept.flatMap(({ sensitivity }) => sensitivity.map((point) => point.learningRate))),
  ].sort((a, b) => a - b);
  const inside = (value: number | null | undefined): number =>
    value == null ? NaN : clamped(value, domain);
  const meanOf = (point: SensitivityPoint): number => inside(point.figures[measure]?.mean);
  const ticks = rates.length <= 3 ? rates : [rates[0]!, rates.at(-1)!];
  return markup`<div class="cells">${swept.map(({ name, sensitivity }) => {
    const stroke = strokes.get(name)!;
    const { color } = stroke;
    const others = swept.filter((other) => other.name !== name);
    const marks: Markish[] = [
      gridY({ ticks: 4, stroke: "var(--grid)", strokeOpacity: 1 }),
      line(
        others.flatMap((other) =>
          other.sensitivity.map((point) => ({
            rate: point.learningRate,
            mean: meanOf(point),
            name: other.name,
          })),
        ),
        { x: "rate", y: "mean", z: "name", stroke: "var(--faint)", strokeWidth: 1 },
      ),
      areaY(sensitivity, {
        x: "learningRate",
        y1: (point: SensitivityPoint) => inside(point.figures[measure]?.interval?.low),
        y2: (point: SensitivityPoint) => inside(point.figures[measure]?.interval?.high),
        fill: color,
        fillOpacity: 0.22,
      }),
      line(sensitivity, { x: "learningRate", y: meanOf, stroke: color, strokeWidth: 2 }),
      dot(sensitivity, { x: "learningRate", y: meanOf, fill: color, r: 2.5 }),
      axisX({ ticks, tickFormat: rate, tickSize: 3, label: null }),
      axisY({
        ticks: 4,
        tickFormat: (value: number) => tick(value),
        tickSize: 0,
        label: null,
      }),
    ];
    const chart = draw(`${measured} of ${name} by base rate; the table below holds the figures`, {
      width: 186,
      height: 132,
      marginTop: 8,
      marginRight: 14,
      marginBottom: 22,
      marginLeft: 47,
      x: { type: "log", domain: [rates[0]!, rates.at(-1)!] },
      y: { domain: [...domain] },
      marks,
    });
    return markup`<div class="cell"><p>${swatch({ ...stroke, dash: "none" })} ${name}</p>${chart}</div>`;
  })}</div>`;
}
