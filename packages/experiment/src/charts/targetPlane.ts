import type { Analysis, ScheduleAnalysis } from "../analysis/schema.ts";
import { mean } from "../statistics/mean.ts";
import { limitOf } from "../task/target.ts";
import type { Bound } from "../task/target.ts";
import { quantityOf } from "../wording/quantity.ts";
import { clamped, padded, robustDomain } from "./domain.ts";
import type { Domain } from "./domain.ts";
import { strokesOf } from "./palette.ts";
import type { Stroke } from "./palette.ts";

/** A place in the plane. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A schedule in the plane. */
export interface Drawn {
  readonly name: string;
  readonly stroke: Stroke;
  readonly mean: Point | null;
  readonly seeds: readonly (Point & { readonly title: string; readonly diverged: boolean })[];
}

/** A target of two bounds on two measures: the second across, the first up. */
export interface Plane {
  readonly across: Bound;
  readonly up: Bound;
}

/** The two bounds of the target; `null` if it has fewer, or both are about one measure. */
export function planeOf({ task }: Analysis): Plane | null {
  const [up, across] = task.target;
  return up === undefined || across === undefined || up.measure === across.measure
    ? null
    : { up, across };
}

/** Where a trial lies; `null` without one of the two measures. */
export const pointOf = (
  figures: Readonly<Record<string, number | null>>,
  { across, up }: Plane,
): Point | null => {
  const [x, y] = [figures[across.measure], figures[up.measure]];
  return typeof x === "number" && typeof y === "number" ? { x, y } : null;
};

/** A place in words. */
export const describePoint = ({ task }: Analysis, { across, up }: Plane, { x, y }: Point): string =>
  [
    [across, x],
    [up, y],
  ]
    .map(([bound, value]) => {
      const { name, write, unit } = quantityOf(task, (bound as Bound).measure);
      return `${name} ${write(value as number)}${unit}`;
    })
    .join(", ");

/** Where the trials of each schedule lie, and their mean. */
export function drawnOf(analysis: Analysis, plane: Plane): readonly Drawn[] {
  const strokes = strokesOf(analysis);
  return analysis.schedules.map(({ name, seeds }: ScheduleAnalysis) => {
    const points = seeds.flatMap(({ seed, status, figures }) => {
      const point = pointOf(figures, plane);
      if (point === null) return [];
      const diverged = status === "diverged";
      const title = `${name}, seed ${String(seed)}: ${describePoint(analysis, plane, point)}${diverged ? ", diverged" : ""}`;
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
export const side = (bound: Bound, [low, high]: Domain): Domain =>
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

/** What the axes of the plane hold. */
export interface Extent {
  readonly x: Domain;
  readonly y: Domain;
}

/** What the axes hold: every trial that was completed, the target, and what others published; `null` without a trial. */
export function extentOf(
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
