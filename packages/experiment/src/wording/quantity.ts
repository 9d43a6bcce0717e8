import type { Analysis } from "../analysis/schema.ts";
import { measureOf, measuresOf } from "../task/metric.ts";
import type { Split } from "../task/metric.ts";
import { percent, plain, plainDifference, points } from "./notation.ts";

/** How a measure is named and written. */
export interface Quantity {
  readonly measure: string;
  /** In words: `test accuracy`. */
  readonly name: string;
  /** As the title of a column or an axis: `test accuracy (%)`. */
  readonly title: string;
  /** The same where it is clear which metric is meant: `test (%)`. */
  readonly short: string;
  readonly lessIsBetter: boolean;
  /** A value without its unit. */
  readonly write: (value: number) => string;
  /** A value at an axis that shows so much. */
  readonly tick: (value: number, span?: number) => string;
  /** What stands behind a value, with its space: ` %`, or nothing. */
  readonly unit: string;
  /** A difference with its sign, without its unit. */
  readonly writeDifference: (difference: number) => string;
  /** What stands behind a difference, with its space: ` pp`. */
  readonly differenceUnit: string;
  /** The same in full: ` percentage points`. */
  readonly differenceUnitInFull: string;
}

/** A name in camel case as words: `meanSquaredError` is `mean squared error`. */
const words = (name: string): string =>
  name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .toLowerCase()
    .replaceAll("_", " ");

/** What people need to be told of a task's measures. */
type Described = Pick<Analysis["task"], "metrics" | "primary">;

/** How a measure of a task is named and written. */
export function quantityOf(task: Described, measure: string): Quantity {
  const { split, metric } = measuresOf(task.metrics).get(measure)!;
  const isShare = metric.unit === "%";
  const unit = metric.unit === "" ? "" : ` ${metric.unit}`;
  const behind = metric.unit === "" ? "" : ` (${metric.unit})`;
  const name = `${split} ${words(metric.name)}`;
  return {
    measure,
    name,
    title: `${name}${behind}`,
    short:
      isShare && metric.name === task.primary.metric ? `${split}${behind}` : `${name}${behind}`,
    lessIsBetter: metric.better === "lower",
    write: isShare ? percent : plain,
    tick: isShare
      ? (value, span = Infinity) => (100 * value).toFixed(span < 0.02 ? 2 : 1)
      : (value) => String(Number(value.toPrecision(3))),
    unit,
    writeDifference: isShare ? points : plainDifference,
    differenceUnit: isShare ? " pp" : unit,
    differenceUnitInFull: isShare ? " percentage points" : unit,
  };
}

/** The primary metric of a task on a part of the data. */
export const primaryOn = (split: Split, { primary }: Pick<Described, "primary">): string =>
  measureOf(split, { name: primary.metric });

/** The metrics of a task beside the primary one, on a part of the data. */
export const othersOn = (split: Split, { metrics, primary }: Described): readonly string[] =>
  metrics.filter(({ name }) => name !== primary.metric).map((metric) => measureOf(split, metric));

/** What schedules are compared in. */
export const comparedIn = ({ task, rules }: Analysis): Quantity => quantityOf(task, rules.measure);

/** Those of some measures of which there is a figure; all of them if there is no figure at all. */
export function quantitiesOf(
  { task, schedules }: Analysis,
  measures: readonly string[],
): readonly Quantity[] {
  const isThere = (measure: string): boolean => schedules.some(({ figures }) => figures[measure]);
  const none = schedules.every(({ figures }) =>
    Object.values(figures).every((figure) => figure === null),
  );
  return measures
    .filter((measure) => none || isThere(measure))
    .map((measure) => quantityOf(task, measure));
}
