/** How many of the ascending `steps` have come by `step`, itself included. */
export function reached(steps: readonly number[], step: number): number {
  let count = 0;
  while (step >= steps[count]!) count++;
  return count;
}

/** The end and the next event of a schedule to which something happens at the ascending `events` alone. */
export const timeline = (
  events: readonly number[],
): { end: number; next: (step: number) => number } => ({
  end: events.at(-1) ?? 0,
  next: (step) => events.find((event) => event > step) ?? Infinity,
});
