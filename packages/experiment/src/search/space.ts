import type { ScheduleSpec } from "anneal";
import { BenchmarkError } from "../errors.ts";
import { mostDimensions } from "./points.ts";
import { rangeFrom, valueAt } from "./range.ts";
import type { Range } from "./range.ts";

/** One option to search for, by where it stands in the spec: `schedule.initial`. */
export interface Axis {
  readonly path: string;
  readonly range: Range;
}

/** A spec in which ranges stand in place of some options. */
export type SearchSpec = Readonly<Record<string, unknown>> & { readonly kind: string };

/** Nothing that `parse` makes a schedule of is nested as deep as this, and a spec that holds itself has no end. */
const deepest = 100;

type Visit = (range: Range, path: string) => unknown;

function rebuilt(value: unknown, path: string, visit: Visit, depth = 0): unknown {
  if (depth > deepest) {
    throw new BenchmarkError(
      "usage",
      `a search must have a spec that is nested at most ${String(deepest)} deep`,
    );
  }
  const range = rangeFrom(value);
  if (range !== undefined) return visit(range, path);
  if (Array.isArray(value)) {
    return value.map((item, index) => rebuilt(item, `${path}.${String(index)}`, visit, depth + 1));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      rebuilt(item, path === "" ? key : `${path}.${key}`, visit, depth + 1),
    ]),
  );
}

/**
 * The options of a spec that are to be searched for, in the order in which they stand there.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if a range is wrong, or there is none, or there are more than ten, or the spec is
 *   nested more than 100 deep.
 */
export function axesOf(spec: SearchSpec): readonly Axis[] {
  const axes: Axis[] = [];
  rebuilt(spec, "", (range, path) => axes.push({ path, range }));
  if (axes.length === 0 || axes.length > mostDimensions) {
    throw new BenchmarkError(
      "usage",
      `a search must have from 1 to ${String(mostDimensions)} ranges, such as log(1e-4, 1e-1), got ${String(axes.length)}`,
    );
  }
  return axes;
}

/** The spec at a point: for each of its ranges a place from 0 to 1. */
export function specAt(spec: SearchSpec, point: readonly number[]): ScheduleSpec {
  const places = [...point];
  return rebuilt(spec, "", (range) => valueAt(range, places.shift()!)) as ScheduleSpec;
}

/** The values of the ranges at a point, in the order of the axes. */
export const valuesAt = (
  axes: readonly Axis[],
  point: readonly number[],
): readonly (number | string | boolean)[] =>
  axes.map(({ range }, index) => valueAt(range, point[index]!));

/**
 * The shape of the spec at a point: its choices among texts and switches, such as a kind or a curve. Numbers make no other shape.
 */
export const shapeAt = (axes: readonly Axis[], point: readonly number[]): string =>
  JSON.stringify(valuesAt(axes, point).filter((value) => typeof value !== "number"));
