import { countAtMost, nonNegative } from "@anneal/core";
import type { PureBehaviour, Rule } from "@anneal/core";
import { timeline } from "./timeline.ts";

/** A step, a finite number of at least 0, and the learning rate there, the same. */
export type Point = readonly [step: number, learningRate: number];

/** A path: at least two points, in order. */
export const pointList: Rule = {
  type: "object",
  rule: "an ascending array of at least two points [step, learning rate] of finite numbers of at least 0",
  accepts: (value) =>
    Array.isArray(value) &&
    value.length > 1 &&
    // Spread, because `every` leaves out what is missing.
    [...(value as readonly unknown[])].every(
      (point, index, points) =>
        Array.isArray(point) &&
        point.length === 2 &&
        [...(point as readonly unknown[])].every(nonNegative.accepts) &&
        point[0] >= (index && (points[index - 1] as Point)[0]),
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
  return {
    at(step) {
      const count = countAtMost(steps, step);
      const from = rates[count && count - 1]!;
      const to = rates[count]!;
      // On the way between two equal rates it can be a rounding off them.
      if (!count || count === rates.length || from === to) return from;
      const start = steps[count - 1]!;
      const share = shareOf((step - start) / (steps[count]! - start));
      return from * share + to * (1 - share);
    },
    ...timeline(
      points
        .filter(([, rate], index) =>
          points.slice(index && index - 1, index + 2).some(([, other]) => other !== rate),
        )
        .map(([step]) => step),
    ),
  };
}
