import { childOf, schedule as scheduleRule } from "./children.ts";
import type { ScheduleNode } from "./behaviour.ts";
import { nonNegativeList } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { Composable } from "./schedule.ts";

/** What can be drawn: a schedule, in its initial state, or the learning rates of updates 0, 1, …, as `simulate` gives them. */
export type Plottable = Composable | readonly number[];

export const plottable: Rule = {
  // A getter, because a bundler keeps a template that it would have to evaluate.
  get rule() {
    return `${scheduleRule.rule}, or ${nonNegativeList.rule}`;
  },
  accepts: (value) => scheduleRule.accepts(value) || nonNegativeList.accepts(value),
  keep: (value) => (Array.isArray(value) ? [...(value as number[])] : value),
};

/** The inside of what is drawn. A list holds each value for one step and its last one for ever. */
export function drawn(given: Plottable): ScheduleNode {
  if (!Array.isArray(given)) return childOf(given as Composable);
  const values = given as readonly number[];
  return {
    kind: "list",
    initial: null,
    // From the last one on nothing changes, but that one is a step of the list, too.
    end: values.length,
    at: (step) => values[Math.min(values.length - 1, Math.floor(step))]!,
    next: (step) => (step < values.length - 1 ? Math.floor(step) + 1 : Infinity),
  };
}
