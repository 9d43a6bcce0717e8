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
import type { Analysis } from "../analysis/schema.ts";
import type { OtherRun } from "../task/facts.ts";
import { limitOf } from "../task/target.ts";
import { describeLimit } from "../wording/target.ts";
import { quantityOf } from "../wording/quantity.ts";
import { draw, drawTwice } from "./canvas.ts";
import { clamped, within } from "./domain.ts";
import type { Domain } from "./domain.ts";
import type { Markup } from "./markup.ts";
import { symbolOf } from "./markers.ts";
import { markerOf } from "./palette.ts";
import {
  describePoint,
  drawnOf,
  extentOf,
  planeOf,
  pointOf,
  side,
  spreadOut,
} from "./targetPlane.ts";
import type { Drawn, Extent, Plane, Point } from "./targetPlane.ts";

/** Shows the two of somebody else as what they are. */
const elsewhereMarks = (
  runs: readonly (Point & Pick<OtherRun, "name" | "source">)[],
  [low, high]: Domain,
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
        // On the side of the middle, where there is room for the words.
        ...runs.map((run) =>
          text([run], {
            x: "x",
            y: "y",
            text: () => `${run.name}, someone else’s`,
            ...(run.x > (low + high) / 2
              ? { textAnchor: "end", dx: -9 }
              : { textAnchor: "start", dx: 9 }),
            fill: "var(--muted)",
            stroke: "var(--paper)",
            strokeOpacity: 0.8,
            strokeWidth: 3,
          }),
        ),
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
    marginRight: narrow ? 16 : longest * 6.9 + 57,
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
    ...drawn.flatMap(({ stroke: { color, marker }, seeds }): readonly Markish[] => {
      const shown = seeds.map((own) => ({
        ...inside(own),
        title: own.title,
        isInside: within(own.x, x) && within(own.y, y),
      }));
      const common = { x: "x", y: "y", title: "title" } as const;
      return [
        dot(
          shown.filter(({ isInside }) => isInside),
          {
            ...common,
            r: narrow ? 2.4 : 3,
            symbol: symbolOf(marker),
            ...(marker.isHollow
              ? { stroke: color, strokeOpacity: 0.6, strokeWidth: 1.25 }
              : { fill: color, fillOpacity: 0.5 }),
          },
        ),
        // What lies outside is a cross at the edge that it lies behind.
        dot(
          shown.filter(({ isInside }) => !isInside),
          { ...common, r: 4, symbol: "times", stroke: color, strokeWidth: 1.5 },
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
        ...markerOf(own.stroke, narrow ? 5 : 6),
        title: () =>
          `${own.name}, mean of what was completed: ${describePoint(analysis, plane, own.mean!)}`,
      }),
    ),
    // Above the arrows, which would cross its words.
    ...elsewhereMarks(elsewhere, x, narrow),
    ...labels.map((own) => dot([own], { x: x[1], y: "at", dx: 8, ...markerOf(own.stroke, 4.5) })),
    ...labels.map((own) =>
      text([own], {
        x: x[1],
        y: "at",
        text: () => (own.name.length > 24 ? `${own.name.slice(0, 23)}…` : own.name),
        textAnchor: "start",
        dx: 17,
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
