import { cosineCurve, linearCurve, ramp } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { phases } from "../phases.ts";

/** Ways between the running products of factors, each over its own interval. */
export function interpolated(
  interpolateType: "linear" | "cosine",
  initValue: number,
  boundariesAndScales: readonly (readonly [number, number])[],
): Schedule {
  const curve = interpolateType === "linear" ? linearCurve : cosineCurve;
  const parts: [Schedule, number][] = [];
  let start = 0;
  let from = initValue;
  for (const [boundary, factor] of boundariesAndScales) {
    const to = from * factor;
    const steps = boundary - start;
    if (steps > 0) parts.push([ramp({ from, to, steps, curve }), steps]);
    start = boundary;
    from = to;
  }
  return phases(parts, from);
}
