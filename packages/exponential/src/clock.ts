/** The time since `begin` at `step`, in units of `every`: in whole units on a staircase. */
export const timeAt = (step: number, begin: number, every: number, staircase: boolean): number =>
  staircase
    ? // A stair and the step that should meet it can each be a few roundings off: 3 · 0.1 is above 0.3.
      Math.floor((step - begin + step * 2 ** -50) / every)
    : (step - begin) / every;

/** The stair after `step`. */
export const nextStair = (step: number, begin: number, every: number): number =>
  begin + (Math.max(0, timeAt(step, begin, every, true)) + 1) * every;
