import { childOf, gather } from "@anneal/core";
import type { Behaviour, Composable } from "@anneal/core";

/** A schedule times a factor that reaches 1 at step `until`, on the schedule's own clock. */
export function dampened(
  schedule: Composable,
  until: number,
  factor: (step: number) => number,
): Behaviour<readonly unknown[]> {
  const child = childOf(schedule);
  return gather({
    children: [child],
    end: Math.max(until, child.end),
    at: (step, states) => (step < until ? factor(step) : 1) * child.at(step, states[0]),
    next: (step) => (step < until ? until : Infinity),
  });
}
