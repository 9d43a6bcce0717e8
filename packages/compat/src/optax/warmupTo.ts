import { ramp } from "@anneal/core";
import type { Composable } from "@anneal/core";

export const warmupTo = (
  from: number,
  to: number,
  steps: number,
): readonly [Composable, number] => [steps > 0 ? ramp({ from, to, steps }) : to, steps];
