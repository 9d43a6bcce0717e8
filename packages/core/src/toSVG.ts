import { afford, budget, costOf } from "./cost.ts";
import { defineKind } from "./defineKind.ts";
import type { ScheduleNode } from "./behaviour.ts";
import { eventsBetween, lengthOf, nudge } from "./inside.ts";
import { drawn, plottable } from "./plottable.ts";
import type { Plottable } from "./plottable.ts";
import { name, positiveInteger } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { fingerprint } from "./snapshot.ts";

/** Options of {@link toSVG}. */
export interface SVGOptions {
  /** Length of the run: an integer of at least 1. @defaultValue until everything drawn is over, rounded up */
  readonly steps?: number | undefined;
  /** Width in pixels: an integer from 200 to 10,000. @defaultValue `640` */
  readonly width?: number | undefined;
  /** Height in pixels: an integer from 120 to 10,000. @defaultValue `280` */
  readonly height?: number | undefined;
  /** Shown above the plot and read aloud. @defaultValue `"Learning rate"` */
  readonly title?: string | undefined;
}

/** What {@link toSVG} draws: one line, or several by name. */
export type Plot = Plottable | Readonly<Record<string, Plottable>>;

const isRecord = (value: unknown): value is Readonly<Record<string, Plottable>> =>
  Object(value) === value && !plottable.accepts(value) && !Array.isArray(value);

const plotRule: Rule = {
  get rule() {
    return `${plottable.rule}, or an object of up to six of these by name`;
  },
  accepts: (value) => {
    if (!isRecord(value)) return plottable.accepts(value);
    const items = Object.values(value);
    return items.length > 0 && items.length <= 6 && items.every(plottable.accepts);
  },
};

const pixels = (least: number): Rule => ({
  rule: `an integer from ${least} to 10000`,
  accepts: (value) =>
    Number.isSafeInteger(value) && (value as number) >= least && (value as number) <= 10_000,
});

const highestOf = (values: readonly number[]): number => values.reduce((a, b) => Math.max(a, b));

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

// XML has no control characters, not even escaped.
const escaped = (text: string): string =>
  text
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd")
    .replace(/[&<>"]/g, (character) => entities[character]!);

const short = (value: number): string =>
  String(Math.min(Number.MAX_VALUE, Number(value.toPrecision(4))));

/** The distance of ticks: 1, 2 or 5 times a power of ten, at most `count` of them. */
function tickStep(range: number, count: number): number {
  const rough = range / count;
  // By way of text, because engines may differ in the last bit of a logarithm.
  const magnitude = Number(`1e${rough.toExponential().split("e")[1]!}`);
  return [1, 2, 5].map((step) => step * magnitude).find((step) => step >= rough) ?? 10 * magnitude;
}

const ticks = (until: number, distance: number): number[] =>
  Array.from({ length: Math.floor(until / distance + 1e-9) + 1 }, (_, index) => index * distance);

type Point = readonly [x: number, y: number];

/** Leaves out the points that a straight line between the others meets within a twentieth of a pixel. */
function simplified(points: readonly Point[]): Point[] {
  let start = points[0]!;
  let last = start;
  let lowest = -Infinity;
  let highest = Infinity;
  const kept = [start];
  const keep = (point: Point): void => {
    kept.push(point);
    start = point;
    lowest = -Infinity;
    highest = Infinity;
  };
  for (const point of points.slice(1)) {
    const slope = (point[1] - start[1]) / (point[0] - start[0]);
    if (!(slope >= lowest && slope <= highest)) keep(last);
    const [across, up] = [point[0] - start[0], point[1] - start[1]];
    lowest = Math.max(lowest, (up - 0.05) / across);
    highest = Math.min(highest, (up + 0.05) / across);
    last = point;
  }
  keep(last);
  return kept;
}

/** The curve of a schedule as steps and values: both sides of every jump, and enough points in between. */
function curveOf(node: ScheduleNode, steps: number, columns: number, work: number): Point[] {
  const at = (step: number): Point => [step, node.at(step, node.initial)];
  const allowance = { left: work };
  const events: number[] = [];
  for (const event of eventsBetween(node, 0, steps - nudge(steps), allowance)) {
    const count = events.push(event);
    // A value on either side.
    allowance.left -= 2 * costOf(node).value;
    if (count > columns || (count > 100 && event * columns < (steps * count) / 4)) {
      allowance.left = 0;
    }
  }
  // So dense that no eye could tell them apart: the values alone.
  const edges = allowance.left <= 0 ? [0, steps] : [0, ...events, steps];
  return edges.slice(1).flatMap((end, index) => {
    const start = edges[index]!;
    const count = Math.ceil(((end - start) / steps) * columns);
    const inner = Array.from({ length: count }, (_, place) =>
      at(start + ((end - start) * place) / count),
    );
    // What the value tends to before the event, drawn at the event, so that a jump is upright.
    const [, before] = at(Math.max(start, end - 2 * nudge(end)));
    return [...inner, [end, before] as const];
  });
}

const style = `
.anneal-plot{color:#57606a;font:12px system-ui,-apple-system,"Segoe UI",Helvetica,Arial,sans-serif}
.anneal-plot text{fill:currentColor}
.anneal-plot .t{font-size:14px;font-weight:600}
.anneal-plot .n{font-variant-numeric:tabular-nums}
.anneal-plot .g{stroke:currentColor;stroke-opacity:.18}
.anneal-plot .a{stroke:currentColor;stroke-opacity:.6}
.anneal-plot .l{fill:none;stroke-width:2;stroke-linejoin:round;stroke-linecap:round}
.anneal-plot .l0{stroke:#0969da}.anneal-plot .l1{stroke:#bc4c00}.anneal-plot .l2{stroke:#1a7f37}
.anneal-plot .l3{stroke:#8250df}.anneal-plot .l4{stroke:#bf3989}.anneal-plot .l5{stroke:#7d6608}
@media (prefers-color-scheme:dark){.anneal-plot{color:#9ea7b3}
.anneal-plot .l0{stroke:#4493f8}.anneal-plot .l1{stroke:#f0883e}.anneal-plot .l2{stroke:#3fb950}
.anneal-plot .l3{stroke:#ab7df8}.anneal-plot .l4{stroke:#db61a2}.anneal-plot .l5{stroke:#d4b106}}
`;

const dashes = ["", "7 4", "2 4", "9 4 2 4", "12 5", "4 3 1 3"];

interface Complete {
  readonly schedule: Plot;
  readonly steps: number | undefined;
  readonly width: number;
  readonly height: number;
  readonly title: string;
}

function draw({ schedule, steps: given, width, height, title }: Complete): string {
  const several = isRecord(schedule);
  const lines: (readonly [name: string, node: ScheduleNode])[] = several
    ? Object.entries(schedule).map(([name, given]) => [name, drawn(given)])
    : [["", drawn(schedule)]];

  const nodes = lines.map(([, node]) => node);
  const steps = lengthOf("toSVG", given, nodes);
  const cost = nodes.reduce((sum, node) => sum + costOf(node).value, 0);
  afford("toSVG", 2 * width, cost, "draw it narrower, or a part of it");
  const curves = nodes.map((node) => curveOf(node, steps, 2 * width, budget / 4 / nodes.length));
  const highest = highestOf(curves.flatMap((points) => points.map(([, value]) => value)));
  const step = tickStep(highest || 1, Math.max(2, Math.floor(height / 45)));
  const top = Math.min(Number.MAX_VALUE, Math.max(1, Math.ceil(highest / step - 1e-9)) * step);
  const levels = ticks(top, step);

  const left = 16 + 7 * Math.max(...levels.map((level) => short(level).length));
  const right = width - 16;
  const upper = several ? 58 : 38;
  const lower = height - 40;
  const x = (at: number): number => left + ((right - left) * at) / steps;
  const y = (value: number): number => lower - (lower - upper) * (value / top);
  const round = (value: number): string => String(Math.round(value * 10) / 10);

  const grid = levels.map(
    (level) =>
      `<path class="${level === 0 ? "a" : "g"}" d="M${round(left)} ${round(y(level))}H${round(right)}"/>` +
      `<text class="n" x="${round(left - 8)}" y="${round(y(level) + 4)}" text-anchor="end">${short(level)}</text>`,
  );
  const marks = ticks(steps, Math.max(1, tickStep(steps, Math.floor(width / 90)))).map(
    (at) =>
      `<path class="a" d="M${round(x(at))} ${round(lower)}v4"/>` +
      `<text class="n" x="${round(x(at))}" y="${round(lower + 18)}" text-anchor="middle">${short(at)}</text>`,
  );
  const paths = curves.map((points, index) => {
    const path = simplified(points.map(([at, value]) => [x(at), y(value)] as const))
      .map(([px, py]) => `${round(px)} ${round(py)}`)
      .join("L");
    const dash = dashes[index] ? ` stroke-dasharray="${dashes[index]}"` : "";
    return `<path class="l l${index}"${dash} d="M${path}"/>`;
  });
  let place = left;
  const legend = (several ? lines : []).map(([name], index) => {
    const from = place;
    place += 46 + 7 * name.length;
    const dash = dashes[index] ? ` stroke-dasharray="${dashes[index]}"` : "";
    return (
      `<path class="l l${index}"${dash} d="M${round(from)} 42h22"/>` +
      `<text x="${round(from + 28)}" y="46">${escaped(name)}</text>`
    );
  });
  const told = lines.map(([name, node], index) => {
    const highest = short(highestOf(curves[index]!.map(([, value]) => value)));
    const [first, last, after] = [0, steps - 1, steps].map((at) =>
      short(node.at(at, node.initial)),
    );
    return `${name && `${name}: `}from ${first!} to ${last!} at the last update, ${after!} after it, highest ${highest}`;
  });
  const description = escaped(`Learning rate over ${short(steps)} steps; ${told.join("; ")}.`);
  const heading = escaped(title);
  // Several plots on one page must not share their ids.
  const id = `anneal-${fingerprint({ kind: "svg", title, width, height, description, paths })}`;

  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="anneal-plot" role="img" aria-labelledby="${id}-t ${id}-d" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}">`,
    `<title id="${id}-t">${heading}</title>`,
    `<desc id="${id}-d">${description}</desc>`,
    `<style>${style}</style>`,
    `<text class="t" x="${round(left)}" y="22">${heading}</text>`,
    ...legend,
    ...grid,
    ...marks,
    `<text x="${round((left + right) / 2)}" y="${height - 6}" text-anchor="middle">step</text>`,
    ...paths,
    "</svg>\n",
  ].join("\n");
}

const read = /* @__PURE__ */ defineKind<
  SVGOptions & { readonly schedule: Plot },
  string,
  (schedule: Plot, options?: SVGOptions) => string
>(
  "toSVG",
  {
    package: "@anneal/core",
    options: {
      schedule: plotRule,
      steps: positiveInteger,
      width: /* @__PURE__ */ pixels(200),
      height: /* @__PURE__ */ pixels(120),
      title: name,
    },
    defaults: { steps: undefined, width: 640, height: 280, title: "Learning rate" },
    collect: (schedule: unknown, given: object | undefined) => ({ ...given, schedule }),
    build: (checked) => draw(checked as Complete),
  },
  (text) => text,
);

/**
 * Draws schedules as one self-contained SVG, for a page or a README.
 *
 * Jumps are vertical lines at the exact step. Colours follow the reader's light or dark theme; lines differ in their dashes
 * too; a screen reader is told title and values. The same arguments give the same text.
 *
 * @param schedule - Anything that gives a learning rate, a list of learning rates, or an object of these by name.
 * @param options - See {@link SVGOptions}.
 * @throws {RangeError} If an option is out of range, if a schedule has no value at one of the steps, or if
 *   `steps` is left out for a schedule that has no end.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * toSVG({ flat: 0.1, falling: ramp({ from: 0.1, to: 0, steps: 100 }) }, { steps: 100 }).startsWith("<svg"); // => true
 * ```
 */
export function toSVG(schedule: Plot, options: SVGOptions = {}): string {
  return read(schedule, options);
}
