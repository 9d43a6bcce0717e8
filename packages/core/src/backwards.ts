import { nextOf } from "./children.ts";
import type { ScheduleNode } from "./define.ts";

/**
 * The next event of `node` on a clock that runs backwards from `start`: after `step`, and `start` when there is none before
 * that.
 *
 * A node only tells what comes after a step of its own, so the last event before one is searched for, from both sides.
 */
export function nextBackwards(node: ScheduleNode, start: number, step: number): number {
  let last = 0;
  let limit = start - step;
  for (;;) {
    const following = nextOf(node, last);
    // Compared on the clock of the caller, to whom an event that rounding puts at `step` is no news.
    if (start - following <= step) return start - last;
    const event = nextOf(node, (last + limit) / 2);
    if (start - event > step) last = event;
    else {
      limit = (last + limit) / 2;
      last = following;
    }
  }
}
