import { schedule } from "./children.ts";
import type { Rule } from "./rules.ts";
import type { Composable } from "./schedule.ts";

/** Schedules inside another: at least one of anything that {@link schedule} accepts. */
export const scheduleList: Rule = {
  type: "object",
  // A getter, because a bundler keeps a template that it would have to evaluate.
  get rule() {
    return `a non-empty array, each item ${schedule.rule}`;
  },
  accepts: (value) =>
    // Spread, because `every` skips holes.
    Array.isArray(value) &&
    value.length > 0 &&
    [...(value as readonly unknown[])].every(schedule.accepts),
  keep: (value) => (value as readonly Composable[]).map(schedule.keep!),
};
