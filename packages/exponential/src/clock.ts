/** The time at `step` in units of `every`: in whole units on a staircase. */
export function timeAt(step: number, every: number, staircase: boolean): number {
  const time = step / every;
  // A multiple of `every` and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
  return staircase ? Math.floor(time * (1 + 2 ** -50)) : time;
}
