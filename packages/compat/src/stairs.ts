import { constant } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { multiStep, piecewise } from "@anneal/step";
import { decays } from "./geometric.ts";

/** Multiplied by the factor of each drop from its step on; the steps in order, some perhaps the same or before the first. */
export function stairs(initial: number, drops: readonly (readonly [number, number])[]): Schedule {
  const values = [initial];
  const boundaries: number[] = [];
  for (const [step, factor] of drops) {
    const last = values.length - 1;
    if (step <= (boundaries[last - 1] ?? 0)) values[last]! *= factor;
    else {
      boundaries.push(step);
      values.push(values[last]! * factor);
    }
  }
  return boundaries.length > 0 ? piecewise({ boundaries, values }) : constant(values[0]!);
}

/** Multiplied by one factor at every milestone: `multiStep` wherever it can be. */
export function milestoneStairs(
  initial: number,
  milestones: readonly number[],
  factor: number,
): Schedule {
  const sorted = [...milestones].sort((first, second) => first - second);
  const plain = sorted.every((step, index) => step > (sorted[index - 1] ?? 0));
  return plain && sorted.length > 0 && decays(factor)
    ? multiStep({ initial, milestones: sorted, factor })
    : stairs(
        initial,
        sorted.map((step) => [step, factor] as const),
      );
}
