import { areaY, line } from "@observablehq/plot";
import type { ScheduleAnalysis } from "../analysis/schema.ts";
import { draw } from "./canvas.ts";
import type { Markup } from "./markup.ts";
import type { Stroke } from "./palette.ts";

/** At most so many of some points, evenly spread, the first and the last among them. */
function everyFew<Point>(points: readonly Point[], most: number): readonly Point[] {
  const every = Math.ceil(points.length / most);
  return points.filter((_, index) => index % every === 0 || index === points.length - 1);
}

/** The learning rate of a schedule in the size of a word. `null` if no epoch has one. */
export function rateSparkline(
  name: string,
  { curve, ratesByStep }: Pick<ScheduleAnalysis, "curve" | "ratesByStep">,
  { color }: Pick<Stroke, "color">,
): Markup | null {
  const points =
    ratesByStep === null
      ? curve.flatMap(({ epoch, learningRate }) =>
          learningRate === null ? [] : [{ epoch, rate: learningRate.mean }],
        )
      : // More than two points a pixel of it nobody sees.
        everyFew(
          ratesByStep.steps.map((step, index) => ({
            epoch: step,
            rate: ratesByStep.rates[index]!,
          })),
          190,
        );
  const [first] = points;
  if (!first) return null;
  // A single epoch is a line as well.
  const drawn = points.length > 1 ? points : [first, { ...first, epoch: first.epoch + 1 }];
  return draw(`learning rate of ${name}`, {
    width: 96,
    height: 26,
    margin: 2,
    axis: null,
    y: { domain: [0, Math.max(...points.map(({ rate }) => rate)) || 1] },
    marks: [
      areaY(drawn, { x: "epoch", y: "rate", fill: color, fillOpacity: 0.2 }),
      line(drawn, { x: "epoch", y: "rate", stroke: color, strokeWidth: 1.75 }),
    ],
  });
}
