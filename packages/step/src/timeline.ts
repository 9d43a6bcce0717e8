import { countAtMost } from "@anneal/core";

/** The end and the next event of a schedule to which something happens at the ascending `events` alone. */
export const timeline = (
  events: readonly number[],
): { end: number; next: (step: number) => number } => ({
  next: (step) => events[countAtMost(events, step)] ?? Infinity,
  end: events.at(-1) ?? 0,
});
