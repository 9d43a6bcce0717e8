import { ramp } from "@anneal/core";
import type { Composable } from "@anneal/core";

/** A straight line from 0 to `lr`, the first update at 0. */
export const warmupTo = (lr: number, steps: number): readonly [Composable, number] => [
  steps > 0 ? ramp({ from: 0, to: lr, steps }) : lr,
  steps,
];
