import { advance, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";

/** Where one of two curves may have crossed the other and come back unseen is not looked for: the search looks at so many steps. */
const seen = 10_000;

/**
 * The larger of two schedules at every step up to `until`, and the larger of their values there from then on.
 *
 * Two curves that cross a few times are phases of the one or the other; where they cross is found to the step.
 */
export function largerOf(first: Schedule, second: Schedule, until: number): Schedule {
  const isFirst = (step: number): boolean => first(step) >= second(step);
  const stride = Math.max(1, Math.ceil(until / seen));
  const crossings: number[] = [];
  for (let step = 0; step < until; step += stride) {
    let [low, high] = [step, Math.min(step + stride, until)];
    if (isFirst(low) === isFirst(high)) continue;
    while (high - low > 1) {
      const middle = Math.floor((low + high) / 2);
      if (isFirst(middle) === isFirst(low)) low = middle;
      else high = middle;
    }
    crossings.push(high);
  }
  const starts = [0, ...crossings];
  const phases = starts.map((start, index) => {
    const schedule = advance(start, isFirst(start) ? first : second);
    const end = starts[index + 1];
    return end === undefined ? schedule : { schedule, steps: end - start };
  });
  return sequence(phases);
}
