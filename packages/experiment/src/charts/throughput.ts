import type { Analysis } from "../analysis/schema.ts";
import { whole } from "../wording/notation.ts";
import { padded } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import { rowChart } from "./rows.ts";

/** Examples a second: median and quartiles. `null` if none was measured. */
export function throughputChart(analysis: Analysis): Markup | null {
  const { example } = analysis.task;
  const strokes = strokesOf(analysis);
  const measured = analysis.schedules.flatMap(({ name, timings }) =>
    timings?.examplesPerSecond ? [{ name, speed: timings.examplesPerSecond }] : [],
  );
  if (measured.length === 0) return null;
  const medians = measured.map(({ speed }) => speed.median);
  return rowChart({
    label: `${example.charAt(0).toUpperCase()}${example.slice(1)}s a second by schedule, median and quartiles; the table below holds the figures`,
    axis: `${example}s a second in training, median and quartiles`,
    domain: padded([
      // Differences that mean nothing shall not fill the chart.
      Math.min(...measured.map(({ speed }) => speed.firstQuartile), 0.9 * Math.min(...medians)),
      Math.max(...measured.map(({ speed }) => speed.thirdQuartile), 1.1 * Math.max(...medians)),
    ]),
    tickFormat: whole,
    rows: measured.map(({ name, speed }) => ({
      name,
      stroke: strokes.get(name)!,
      mean: speed.median,
      interval: { low: speed.firstQuartile, high: speed.thirdQuartile },
      note: `${whole(speed.median)}/s`,
      dots: [],
    })),
  });
}
