import { nonNegative } from "@anneal/core";
import type { PureBehaviour, Rule } from "@anneal/core";
import { reached, timeline } from "./timeline.ts";

/** A step, a finite number of at least 0, and the learning rate there, the same. */
export type Point = readonly [step: number, learningRate: number];

/** A path: at least two points, in order. */
export const pointList: Rule = {
  type: "object",
  rule: "an array of at least two points [step, learning rate], finite numbers of at least 0, in the order of their steps",
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 1 &&
    // Spread, because `every` leaves out what is missing.
    [...(value as readonly unknown[])].every(
      (point, index, points) =>
        Array.isArray(point) &&
        point.length === 2 &&
        nonNegative.accepts(point[0]) &&
        nonNegative.accepts(point[1]) &&
        (index === 0 || point[0] >= (points[index - 1] as Point)[0]),
    ),
  keep: (value) => (value as readonly Point[]).map((point) => [...point]),
};

/** From point to point, where `shareOf` tells what is left of the one on the way to the other; the first rate before the first point, the last after the last. */
export function path(
  points: readonly Point[],
  shareOf: (progress: number) => number,
): PureBehaviour {
  const steps = points.map(([step]) => step);
  const rates = points.map(([, rate]) => rate);
  const last = steps.length - 1;
  const isFlat = (index: number): boolean => rates[index] === rates[index + 1];
  return {
    at(step) {
      const index = reached(steps, step) - 1;
      if (index < 0) return rates[0]!;
      // On the way between two equal rates it can be a rounding off them.
      if (index === last || isFlat(index)) return rates[index]!;
      const start = steps[index]!;
      const share = shareOf((step - start) / (steps[index + 1]! - start));
      return rates[index]! * share + rates[index + 1]! * (1 - share);
    },
    ...timeline(
      steps.filter(
        (_, index) => (index > 0 && !isFlat(index - 1)) || (index < last && !isFlat(index)),
      ),
    ),
  };
}
