import {
  arrow,
  axisX,
  axisY,
  dot,
  gridX,
  gridY,
  link,
  rect,
  ruleX,
  ruleY,
  text,
} from "@observablehq/plot";
import type { Markish } from "@observablehq/plot";
import type { Analysis, ScheduleAnalysis } from "../analysis/schema.ts";
import { mean } from "../statistics/mean.ts";
import type { OtherRun } from "../task/facts.ts";
import { limitOf } from "../task/target.ts";
import type { Bound } from "../task/target.ts";
import { describeLimit } from "../wording/target.ts";
import { quantityOf } from "../wording/quantity.ts";
import { draw, drawTwice } from "./canvas.ts";
import { clamped, padded, robustDomain, within } from "./domain.ts";
import type { Domain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { strokesOf } from "./palette.ts";
import type { Stroke } from "./palette.ts";

interface Point {
  readonly x: number;
  readonly y: number;
}

interface Drawn {
  readonly name: string;
  readonly stroke: Stroke;
  readonly mean: Point | null;
  readonly seeds: readonly (Point & { readonly title: string; readonly diverged: boolean })[];
}

/** A target of two bounds on two measures: the second across, the first up. */
interface Plane {
  readonly across: Bound;
  readonly up: Bound;
}

/** The two bounds of the target; `null` if it has fewer, or both are about one measure. */
function planeOf({ task }: Analysis): Plane | null {
  const [up, across] = task.target;
  return up === undefined || across === undefined || up.measure === across.measure
    ? null
    : { up, across };
}

const pointOf = (
  figures: Readonly<Record<string, number | null>>,
  { across, up }: Plane,
): Point | null => {
  const [x, y] = [figures[across.measure], figures[up.measure]];
  return typeof x === "number" && typeof y === "number" ? { x, y } : null;
};

const describe = ({ task }: Analysis, { across, up }: Plane, { x, y }: Point): string =>
  [
    [across, x],
    [up, y],
  ]
    .map(([bound, value]) => {
      const { name, write, unit } = quantityOf(task, (bound as Bound).measure);
      return `${name} ${write(value as number)}${unit}`;
    })
    .join(", ");

function drawnOf(analysis: Analysis, plane: Plane): readonly Drawn[] {
  const strokes = strokesOf(analysis);
  return analysis.schedules.map(({ name, seeds }: ScheduleAnalysis) => {
    const points = seeds.flatMap(({ seed, status, figures }) => {
      const point = pointOf(figures, plane);
      if (point === null) return [];
      const diverged = status === "diverged";
      const title = `${name}, seed ${String(seed)}: ${describe(analysis, plane, point)}${diverged ? ", diverged" : ""}`;
      return [{ ...point, diverged, title }];
    });
    // One diverged trial among ten would draw the mean to where no trial is.
    const completed = points.filter(({ diverged }) => !diverged);
    return {
      name,
      stroke: strokes.get(name)!,
      seeds: points,
      mean:
        completed.length === 0
          ? null
          : { x: mean(completed.map(({ x }) => x)), y: mean(completed.map(({ y }) => y)) },
    };
  });
}

/** The part of an axis on the right side of a bound. */
const side = (bound: Bound, [low, high]: Domain): Domain =>
  "above" in bound
    ? [clamped(bound.above, [low, high]), high]
    : [low, clamped(bound.below, [low, high])];

/** Heights for labels in a column: each as near to its own as it can be without covering another. */
export function spreadOut(
  wanted: readonly number[],
  distance: number,
  [low, high]: Domain,
): readonly number[] {
  const order = wanted.map((_, index) => index).sort((a, b) => wanted[a]! - wanted[b]!);
  const placed: number[] = [];
  let last = low - distance;
  for (const index of order) placed.push((last = Math.max(wanted[index]!, last + distance)));
  // What was pushed beyond the end goes back, and pushes those before it.
  let limit = high;
  for (let at = placed.length - 1; at >= 0; at--) {
    placed[at] = Math.min(placed[at]!, limit);
    limit = placed[at]! - distance;
  }
  return wanted.map((_, index) => placed[order.indexOf(index)]!);
}

interface Extent {
  readonly x: Domain;
  readonly y: Domain;
}

function extentOf(
  drawn: readonly Drawn[],
  elsewhere: readonly Point[],
  plane: Plane,
): Extent | null {
  const completed = drawn.flatMap(({ seeds }) => seeds.filter(({ diverged }) => !diverged));
  const axis = (key: "x" | "y", bound: Bound): Domain | null => {
    const own = robustDomain(completed.map((point) => point[key]));
    if (own === null) return null;
    const all = [...own, limitOf(bound), ...elsewhere.map((point) => point[key])];
    return padded([Math.min(...all), Math.max(...all)], 0.07);
  };
  const [x, y] = [axis("x", plane.across), axis("y", plane.up)];
  return x === null || y === null ? null : { x, y };
}

/** Shows the two of somebody else as what they are. */
const elsewhereMarks = (
  runs: readonly (Point & Pick<OtherRun, "name" | "source">)[],
  narrow: boolean,
): readonly Markish[] => {
  const [first] = runs;
  return first === undefined
    ? []
    : [
        arrow(
          runs.slice(1).map((run) => ({ ...run, fromX: first.x, fromY: first.y })),
          {
            x1: "fromX",
            y1: "fromY",
            x2: "x",
            y2: "y",
            stroke: "var(--muted)",
            strokeDasharray: "3 3",
            headLength: 6,
            inset: 6,
          },
        ),
        dot(runs, {
          x: "x",
          y: "y",
          r: narrow ? 4 : 5,
          symbol: "square",
          stroke: "var(--muted)",
          strokeWidth: 1.5,
          title: ({ name, source }: (typeof runs)[number]) => `${name}, ${source}`,
        }),
        text(runs, {
          x: "x",
          y: "y",
          text: ({ name }: (typeof runs)[number]) => `${name}, someone else’s`,
          textAnchor: "start",
          dx: 9,
          fill: "var(--muted)",
          stroke: "var(--paper)",
          strokeOpacity: 0.8,
          strokeWidth: 3,
        }),
      ];
};

function drawPlane(
  analysis: Analysis,
  plane: Plane,
  drawn: readonly Drawn[],
  extent: Extent,
  width: number,
  narrow: boolean,
): Markup {
  const { task, rules } = analysis;
  const height = narrow ? 380 : 470;
  const longest = Math.max(...drawn.map(({ name }) => Math.min(name.length, 24)));
  const margins = {
    marginTop: 12,
    marginBottom: 44,
    marginLeft: 64,
    marginRight: narrow ? 16 : longest * 6.9 + 46,
  };
  const pixels: Domain = [margins.marginTop, height - margins.marginBottom];
  const { x, y } = extent;
  const heightOf = (value: number): number =>
    pixels[1] - ((value - y[0]) / (y[1] - y[0])) * (pixels[1] - pixels[0]);
  const inside = ({ x: across, y: up }: Point): Point => ({
    x: clamped(across, x),
    y: clamped(up, y),
  });
  const elsewhere = task.elsewhere.flatMap(({ name, source, figures }) => {
    const point = pointOf(figures, plane);
    return point === null ? [] : [{ ...point, name, source }];
  });
  const [acrossSide, upSide] = [side(plane.across, x), side(plane.up, y)];
  const [acrossQuantity, upQuantity] = [
    quantityOf(task, plane.across.measure),
    quantityOf(task, plane.up.measure),
  ];
  const means = drawn.flatMap((own) =>
    own.mean === null ? [] : [{ ...own, ...inside(own.mean) }],
  );
  const from = means.find(({ name }) => name === rules.baseline);
  const labelled = narrow ? [] : means;
  const heights = spreadOut(
    labelled.map((own) => heightOf(own.y)),
    15,
    [pixels[0] + 4, pixels[1] - 4],
  );
  const toValue = (pixel: number): number =>
    y[0] + ((pixels[1] - pixel) / (pixels[1] - pixels[0])) * (y[1] - y[0]);
  const labels = labelled.map((own, index) => ({ ...own, at: toValue(heights[index]!) }));
  const marks: Markish[] = [
    rect([0], {
      x1: acrossSide[0],
      x2: acrossSide[1],
      y1: upSide[0],
      y2: upSide[1],
      fill: "var(--band)",
    }),
    gridX({ ticks: narrow ? 5 : 8, stroke: "var(--grid)", strokeOpacity: 1 }),
    gridY({ ticks: 6, stroke: "var(--grid)", strokeOpacity: 1 }),
    ruleX([limitOf(plane.across)], { stroke: "var(--link)", strokeDasharray: "5 4" }),
    ruleY([limitOf(plane.up)], { stroke: "var(--link)", strokeDasharray: "5 4" }),
    text([0], {
      x: "above" in plane.across ? acrossSide[1] : acrossSide[0],
      y: "above" in plane.up ? upSide[1] : upSide[0],
      text: () =>
        narrow
          ? "target"
          : `target: ${"above" in plane.up ? "above" : "below"} ${describeLimit(task, plane.up)}, ${"above" in plane.across ? "above" : "below"} ${describeLimit(task, plane.across)}`,
      textAnchor: "above" in plane.across ? "end" : "start",
      lineAnchor: "above" in plane.up ? "top" : "bottom",
      dx: "above" in plane.across ? -6 : 6,
      dy: "above" in plane.up ? 5 : -5,
      fill: "var(--link)",
    }),
    ...elsewhereMarks(elsewhere, narrow),
    axisX({
      ticks: narrow ? 5 : 8,
      label: acrossQuantity.title,
      labelArrow: "none",
      labelAnchor: "center",
      tickFormat: (value: number) => acrossQuantity.tick(value),
      tickSize: 4,
    }),
    axisY({
      ticks: 6,
      label: upQuantity.title,
      labelArrow: "none",
      labelAnchor: "center",
      tickFormat: (value: number) => upQuantity.tick(value),
      tickSize: 4,
    }),
    ...drawn.flatMap(({ stroke, seeds }): readonly Markish[] => {
      const shown = seeds.map((own) => ({
        ...inside(own),
        title: own.title,
        isInside: within(own.x, x) && within(own.y, y),
      }));
      const common = { x: "x", y: "y", title: "title" } as const;
      return [
        dot(
          shown.filter(({ isInside }) => isInside),
          { ...common, r: narrow ? 2.6 : 3.4, fill: stroke.color, fillOpacity: 0.5 },
        ),
        // What lies outside is a cross at the edge that it lies behind.
        dot(
          shown.filter(({ isInside }) => !isInside),
          { ...common, r: 4, symbol: "times", stroke: stroke.color, strokeWidth: 1.5 },
        ),
      ];
    }),
    link(labels, {
      x1: "x",
      y1: "y",
      x2: x[1],
      y2: "at",
      stroke: "var(--faint)",
      strokeWidth: 0.75,
    }),
    ...means
      .filter((own) => from !== undefined && own !== from && (own.x !== from.x || own.y !== from.y))
      .map((own) =>
        arrow([own], {
          x1: from!.x,
          y1: from!.y,
          x2: "x",
          y2: "y",
          stroke: own.stroke.color,
          strokeWidth: 1.75,
          headLength: 7,
          insetEnd: 5,
          insetStart: 6,
        }),
      ),
    ...means.map((own) =>
      dot([own], {
        x: "x",
        y: "y",
        r: narrow ? 4.5 : 5.5,
        symbol: own === from ? "circle" : "diamond",
        fill: own.stroke.color,
        stroke: "var(--paper)",
        strokeWidth: 1.25,
        title: () =>
          `${own.name}, mean of what was completed: ${describe(analysis, plane, own.mean!)}`,
      }),
    ),
    ...labels.map((own) =>
      text([own], {
        x: x[1],
        y: "at",
        text: () => (own.name.length > 24 ? `${own.name.slice(0, 23)}…` : own.name),
        textAnchor: "start",
        dx: 6,
        fill: own.stroke.color,
        fontWeight: own === labels.find(({ name }) => name === rules.baseline) ? "bold" : "normal",
      }),
    ),
  ];
  return draw(
    `${upQuantity.name} against ${acrossQuantity.name}: a dot for each seed, an arrow from ${rules.baseline ?? "no baseline"} to the mean of each schedule; the list of trials holds the figures`,
    { width, height, ...margins, x: { domain: [...x] }, y: { domain: [...y] }, marks },
  );
}

/** Draws the plane at one width; `null` if the target is no plane or there is no trial. */
function prepare(analysis: Analysis): ((width: number, narrow: boolean) => Markup) | null {
  const plane = planeOf(analysis);
  if (plane === null) return null;
  const drawn = drawnOf(analysis, plane);
  const elsewhere = analysis.task.elsewhere.flatMap(({ figures }) => pointOf(figures, plane) ?? []);
  const extent = extentOf(drawn, elsewhere, plane);
  return extent === null
    ? null
    : (width, narrow) => drawPlane(analysis, plane, drawn, extent, width, narrow);
}

/**
 * The two measures of a target of two bounds against each other: the second across, the first up, the target's region shaded, a
 * dot for each seed and an arrow from the baseline's mean to that of each schedule. What others published is a square.
 *
 * @returns `null` if the target has not two bounds on two measures, or no trial has both.
 */
export function targetChart(analysis: Analysis): Markup | null {
  const drawAt = prepare(analysis);
  return drawAt === null ? null : drawTwice(drawAt);
}

/** The same as one picture of a given width. */
export function targetPicture(analysis: Analysis, width = 860): Markup | null {
  return prepare(analysis)?.(width, false) ?? null;
}
