import { areaY, line } from "@observablehq/plot";
import type { CurvePoint } from "../analysis/schema.ts";
import { draw } from "./canvas.ts";
import type { Markup } from "./markup.ts";
import type { Stroke } from "./palette.ts";

/** The learning rate of a schedule in the size of a word. `null` if no epoch has one. */
export function rateSparkline(
  name: string,
  curve: readonly CurvePoint[],
  { color }: Stroke,
): Markup | null {
  const points = curve.flatMap(({ epoch, learningRate }) =>
    learningRate === null ? [] : [{ epoch, rate: learningRate.mean }],
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
