import { constant, delay } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { powerRamp } from "../phases.ts";

/** From one value to the other after a while; with no steps for it, or fewer, nothing happens, as optax says of it. */
export const transition = (
  from: number,
  to: number,
  steps: number,
  power: number,
  begin: number,
): Schedule => {
  if (steps <= 0) return constant(from);
  const way = powerRamp(from, to, steps, power);
  return begin > 0 ? delay(begin, way) : way;
};
