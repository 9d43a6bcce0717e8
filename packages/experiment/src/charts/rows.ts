import { axisX, axisY, dot, gridX, link, ruleX, text } from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import type { Interval } from "../analysis/schema.ts";
import { draw, drawTwice } from "./canvas.ts";
import { clamped, within } from "./domain.ts";
import type { Domain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import type { Stroke } from "./palette.ts";

/** One value of a row. */
interface RowDot {
  readonly value: number;
  /** Shown under the pointer. */
  readonly title: string;
  readonly hollow?: boolean;
}

/** One schedule: its values, and above them their mean and interval. */
interface ChartRow {
  readonly name: string;
  readonly stroke: Stroke;
  readonly mean: number | null;
  readonly interval: Interval | null;
  readonly dots: readonly RowDot[];
  /** At the right of the row. */
  readonly note: string;
}

/** What is to be drawn. */
interface RowChart {
  readonly label: string;
  readonly axis: string;
  readonly domain: Domain;
  readonly rows: readonly ChartRow[];
  /** Marks behind the rows. */
  readonly behind?: (rows: number) => readonly Markish[];
  /** Room above the rows, where `behind` has something to say. */
  readonly above?: number;
  readonly tickFormat: (value: number) => string;
}

const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" });

const charactersOf = (text: string): readonly string[] =>
  Array.from(graphemes.segment(text), ({ segment }) => segment);

const shorten = (name: string, length: number): string => {
  const characters = charactersOf(name);
  return characters.length > length ? `${characters.slice(0, length - 1).join("")}…` : name;
};

/** The rows of values around their line, so that equal ones do not hide each other. */
const jitter = (index: number): number => 0.14 + 0.22 * ((index * 0.618_034) % 1);

function drawRows(chart: RowChart, width: number, narrow: boolean): Markup {
  const { rows, domain, behind, tickFormat } = chart;
  const nameLength = narrow ? 15 : 26;
  const longest = Math.max(
    ...rows.map(({ name }) => Math.min(charactersOf(name).length, nameLength)),
  );
  const longestNote = narrow ? 0 : Math.max(...rows.map(({ note }) => note.length));
  const place = (value: number): number => clamped(value, domain);
  const marks: Markish[] = [
    gridX({ ticks: narrow ? 4 : 8, stroke: "var(--grid)", strokeOpacity: 1 }),
    ...(behind?.(rows.length) ?? []),
    axisX({
      ticks: narrow ? 4 : 8,
      label: chart.axis,
      labelArrow: "none",
      tickFormat,
      tickSize: 4,
    }),
    axisY({
      ticks: rows.map((_, index) => index),
      tickFormat: (index: number) => shorten(rows[index]!.name, nameLength),
      tickSize: 0,
      label: null,
    }),
  ];
  rows.forEach(({ stroke, mean, interval, dots, note }, index) => {
    const { color } = stroke;
    const points = dots.map(({ value, title, hollow }, number) => ({
      x: place(value),
      y: index + jitter(number),
      title,
      hollow,
      inside: within(value, domain),
      side: value < domain[0] ? "◂" : "▸",
    }));
    const common = { x: "x", y: "y", title: "title" } as const;
    const radius = narrow ? 2.4 : 3.2;
    marks.push(
      dot(
        points.filter(({ inside, hollow }) => inside && !hollow),
        { ...common, r: radius, fill: color, fillOpacity: 0.6 },
      ),
      dot(
        points.filter(({ inside, hollow }) => inside && hollow),
        { ...common, r: radius, stroke: color, symbol: "times", strokeWidth: 1.5 },
      ),
      text(
        points.filter(({ inside }) => !inside),
        { ...common, text: "side", fill: color, fontSize: 14 },
      ),
    );
    const line = dots.length === 0 ? index : index - 0.16;
    if (interval && (within(interval.low, domain) || within(interval.high, domain))) {
      marks.push(
        link([interval], {
          x1: ({ low }: Interval) => place(low),
          x2: ({ high }: Interval) => place(high),
          y1: line,
          y2: line,
          stroke: color,
          strokeWidth: 3,
          strokeLinecap: "butt",
        }),
      );
    }
    if (mean !== null) {
      marks.push(
        within(mean, domain)
          ? dot([mean], {
              x: mean,
              y: line,
              r: narrow ? 4 : 5,
              symbol: "diamond",
              fill: color,
              stroke: "var(--paper)",
              strokeWidth: 1,
            })
          : text([mean], {
              x: place(mean),
              y: line,
              text: () =>
                mean < domain[0] ? `◂ mean ${tickFormat(mean)}` : `mean ${tickFormat(mean)} ▸`,
              textAnchor: mean < domain[0] ? "start" : "end",
              fill: color,
              stroke: "var(--paper)",
              strokeWidth: 9,
              dx: mean < domain[0] ? -4 : 4,
            }),
      );
    }
    if (!narrow && note !== "") {
      marks.push(
        text([note], {
          x: domain[1],
          y: index,
          text: () => note,
          textAnchor: "start",
          dx: 14,
          fill: "var(--muted)",
        }),
      );
    }
  });
  return draw(chart.label, {
    width,
    height: rows.length * (narrow ? 34 : 38) + 52 + (chart.above ?? 10),
    marginTop: chart.above ?? 10,
    marginBottom: 42,
    marginLeft: longest * 6.7 + 16,
    // Half of the last label of the axis stands outside.
    marginRight: narrow ? 22 : Math.max(20, longestNote * 6.3 + 20),
    x: { domain: [...domain] },
    y: { domain: [rows.length - 0.45, -0.55] },
    marks,
  });
}

/** Draws rows of values with their means, for both widths of a page. */
export const rowChart = (chart: RowChart): Markup =>
  drawTwice((width, narrow) => drawRows(chart, width, narrow));

/** A vertical line with the meaning of a zero. */
export const zeroLine = (x: number): Markish =>
  ruleX([x], { stroke: "var(--ink)", strokeWidth: 1.5 });
