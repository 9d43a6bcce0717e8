import { advance, cosineCurve, linearCurve, ramp } from "@anneal/core";
import type { Composable, Schedule } from "@anneal/core";
import { phases } from "../phases.ts";

/**
 * The course of PyTorch's one cycle: each way ends a step before its share does, and nothing follows the last update.
 *
 * A way that would end before the first update is left out, and the next one has then begun before it.
 */
export function oneCycleCourse(
  ends: readonly number[],
  values: readonly number[],
  annealStrategy: "cos" | "linear",
): Schedule {
  const curve = annealStrategy === "cos" ? cosineCurve : linearCurve;
  const parts: [Composable, number][] = [];
  let start = 0;
  let final = values[0]!;
  ends.forEach((end, index) => {
    const [from, to] = [values[index]!, values[index + 1]!];
    const steps = end - start;
    // Of a course that is over before it begins only its last value is left.
    const way = steps > 0 ? ramp({ from, to, steps, curve }) : to;
    if (end > 0) parts.push([start < 0 ? advance(-start, way) : way, end - Math.max(0, start)]);
    // What takes no time at the end is not reached.
    if (steps !== 0 || end <= 0) final = to;
    start = end;
  });
  return phases(parts, final);
}
