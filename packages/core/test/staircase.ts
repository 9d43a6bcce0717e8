import { defineSchedule, increasingList, nextOf } from "@anneal/core";
import type { Schedule } from "@anneal/core";

/** Halves at each of its milestones, at which it also has its events. */
export const staircase = /* @__PURE__ */ defineSchedule<{ milestones: readonly number[] }>(
  "test/staircase",
  {
    package: "test-schedules",
    options: { milestones: increasingList },
    build: ({ milestones }) => ({
      at: (step) => 0.5 ** milestones.filter((milestone) => milestone <= step).length,
      end: milestones.at(-1)!,
      next: (step) => milestones.find((milestone) => milestone > step) ?? Infinity,
    }),
  },
);

/** The events of a schedule in their order, at most 50. */
export function eventsOf({ node }: Pick<Schedule, "node">): number[] {
  const events: number[] = [];
  for (let at = nextOf(node, 0); at < Infinity && events.length < 50; at = nextOf(node, at)) {
    events.push(at);
  }
  return events;
}
