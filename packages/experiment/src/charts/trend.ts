import { axisX, axisY, dot, gridY, line, ruleX } from "@observablehq/plot";
import { draw } from "./canvas.ts";
import { padded } from "./domain.ts";
import type { Markup } from "./markup.ts";

/** A figure of one run among many. */
export interface TrendPoint {
  /** Position of the run, from 0. */
  readonly run: number;
  /** What a pointer is told: the run and the value. */
  readonly told: string;
  readonly middle: number;
  /** Ends of the interval; `null` where there is none. */
  readonly low: number | null;
  readonly high: number | null;
}

/** A run from which on something was different. */
export interface TrendMark {
  readonly run: number;
  /** Whether it got better or worse; `null` where that cannot be said. */
  readonly better: boolean | null;
}

const color = ({ better }: TrendMark): string =>
  better === null ? "var(--muted)" : better ? "var(--good)" : "var(--bad)";

/** Draws a figure over runs: a dot and its interval for each, an upright line where something changed. */
export function trendChart(
  label: string,
  runs: readonly string[],
  points: readonly TrendPoint[],
  marks: readonly TrendMark[],
  write: (value: number) => string,
): Markup {
  const values = points.flatMap(({ low, middle, high }) => [low ?? middle, high ?? middle]);
  const every = Math.max(1, Math.ceil(runs.length / 3));
  const x = ({ run }: { readonly run: number }): number => run;
  return draw(label, {
    width: 250,
    height: 150,
    marginTop: 8,
    marginRight: 12,
    marginBottom: 22,
    marginLeft: 52,
    x: { domain: [-0.3, Math.max(1, runs.length - 1) + 0.3] },
    y: { domain: [...padded([Math.min(...values), Math.max(...values)], 0.08)] },
    marks: [
      gridY({ ticks: 4, stroke: "var(--grid)", strokeOpacity: 1 }),
      ruleX(marks, { x, stroke: color, strokeDasharray: "3 2" }),
      line(points, { x, y: "middle", stroke: "var(--series-0)", strokeOpacity: 0.5 }),
      ruleX(points, {
        x,
        y1: ({ low, middle }: TrendPoint) => low ?? middle,
        y2: ({ high, middle }: TrendPoint) => high ?? middle,
        stroke: "var(--series-0)",
        strokeWidth: 1.5,
      }),
      dot(points, { x, y: "middle", r: 3, fill: "var(--series-0)", title: "told" }),
      axisX({
        ticks: runs.flatMap((_, run) => (run % every === 0 ? [run] : [])),
        tickFormat: (run: number) => runs[run]!,
        tickSize: 3,
        label: null,
      }),
      axisY({ ticks: 4, tickFormat: write, tickSize: 0, label: null }),
    ],
  });
}
