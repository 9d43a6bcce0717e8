import { axisX, axisY, dot, gridX, gridY, line } from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import type { Profile } from "../analysis/profile.ts";
import type { Analysis } from "../analysis/schema.ts";
import { draw, drawTwice } from "./canvas.ts";
import { markup } from "./markup.ts";
import type { Markup } from "./markup.ts";
import { markerOf, strokesOf, swatch } from "./palette.ts";

/** Share of the trainings of several tasks on which a schedule reaches the target within a multiple of the fewest steps. */
export function profileChart(analysis: Pick<Analysis, "schedules">, profile: Profile): Markup {
  const strokes = strokesOf(analysis);
  const chart = drawTwice((width, narrow) =>
    draw("Performance profile by schedule; the table below holds the scores", {
      width,
      height: narrow ? 260 : 320,
      marginTop: 30,
      marginRight: 16,
      marginBottom: 42,
      marginLeft: 44,
      x: { domain: [1, profile.limit] },
      y: { domain: [0, 1] },
      marks: [
        gridX({ stroke: "var(--grid)", strokeOpacity: 1 }),
        gridY({ stroke: "var(--grid)", strokeOpacity: 1, ticks: 5 }),
        ...profile.schedules.flatMap(({ name, shares }, index, all): readonly Markish[] => {
          const steps = [
            ...shares.map((share, index) => ({ ratio: profile.ratios[index]!, share })),
            { ratio: profile.limit, share: shares.at(-1) ?? 0 },
          ];
          const stroke = strokes.get(name)!;
          const { color, dash } = stroke;
          // On each line elsewhere, so that those of lines that lie on each other are seen.
          const places = [index, index + all.length].map((place) => {
            const ratio = 1 + ((place + 0.5) / (2 * all.length)) * (profile.limit - 1);
            const before = steps.filter((step) => step.ratio <= ratio).at(-1);
            return { ratio, share: before?.share ?? 0 };
          });
          return [
            line(steps, {
              x: "ratio",
              y: "share",
              curve: "step-after",
              stroke: color,
              strokeWidth: 2,
              ...(dash === "none" ? {} : { strokeDasharray: dash }),
            }),
            dot(places, { x: "ratio", y: "share", ...markerOf(stroke, 4) }),
          ];
        }),
        axisX({
          label: narrow
            ? "multiple of the fewest steps"
            : "steps to the target, as a multiple of the fewest of any schedule in that training",
          labelArrow: "none",
          ticks: narrow ? 4 : 8,
          tickFormat: (value: number) => `${String(value)}×`,
          tickSize: 4,
        }),
        axisY({
          label: "share of the trainings",
          labelArrow: "none",
          ticks: 5,
          tickFormat: (value: number) => `${String(Math.round(100 * value))}%`,
          tickSize: 0,
        }),
      ],
    }),
  );
  return markup`<ul class="legend">${profile.schedules.map(
    ({ name }) => markup`<li>${swatch(strokes.get(name)!)} ${name}</li>`,
  )}</ul>${chart}`;
}
