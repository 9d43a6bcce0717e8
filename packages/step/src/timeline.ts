/** The end and the next event of a schedule to which something happens at the ascending `events` alone. */
export const timeline = (
  events: readonly number[],
): { end: number; next: (step: number) => number } => ({
  end: events.at(-1) ?? 0,
  next: (step) => events.find((event) => event > step) ?? Infinity,
});
