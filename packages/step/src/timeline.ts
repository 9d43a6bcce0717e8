/** How many of the increasing `steps` have come by `step`, itself included. */
export function reached(steps: readonly number[], step: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (step >= steps[middle]!) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The end and the next event of a schedule to which something happens at the increasing `events` alone. */
export const timeline = (
  events: readonly number[],
): { end: number; next: (step: number) => number } => ({
  end: events.at(-1) ?? 0,
  next: (step) => events[reached(events, step)] ?? Infinity,
});
