import { advance, constant, product, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";

/** A schedule of MMEngine: it acts on what it finds, from its first step to its last, and leaves the value where it then is. */
export interface Window {
  /** Where it is in the file. */
  readonly path: string;
  /** First step, on the clock of the whole. */
  readonly begin: number;
  /** Step before which it ends; infinite for none. */
  readonly end: number;
  /** What the value is multiplied by, on a clock of its own; `undefined` for one that is no mere factor. */
  readonly factor?: Schedule;
  /** The value on a clock of its own, made from that at its first step. */
  readonly from?: (value: number) => Schedule;
}

const rangeOf = ({ begin, end }: Window): string => `[${begin}, ${end === Infinity ? "…" : end})`;

/**
 * The value that windows on one clock make of a base value.
 *
 * Factors multiply, wherever they are. One with a floor, or with values of its own, has its window for itself.
 *
 * @param refuse - Called with a window and a rule where two of them cannot be told apart.
 */
export function throughWindows(
  base: number,
  windows: readonly Window[],
  refuse: (window: Window, rule: string) => never,
): Schedule {
  const factors = windows.filter(({ factor }) => factor !== undefined);
  const own = windows
    .filter(({ from }) => from !== undefined)
    .sort((first, second) => first.begin - second.begin);
  const delayed = factors.map(({ begin, factor }) =>
    begin > 0 ? sequence([{ schedule: 1, steps: begin }, factor!]) : factor!,
  );
  const multiplier: Schedule = delayed.length > 0 ? product(delayed) : constant(1);
  let [value, now] = [base, 0];
  const phases: (Schedule | { schedule: Schedule; steps: number })[] = [];
  const plain = (): Schedule =>
    delayed.length > 0
      ? product([value, now > 0 ? advance(now, multiplier) : multiplier])
      : constant(value);
  for (const window of own) {
    const { begin, end, from } = window;
    const last = end - 1;
    // A factor that is over, or has not begun, does not move within the window.
    const moving = factors.find((other) => other.end - 1 > begin && other.begin <= last);
    if (begin < now || (moving !== undefined && !isStill(multiplier, begin, last))) {
      const other = moving ?? own[own.indexOf(window) - 1]!;
      refuse(
        window,
        `a window of its own, because it has a floor or values of its own: ${rangeOf(window)} overlaps with ${other.path}, ${rangeOf(other)}`,
      );
    }
    if (begin > now) phases.push({ schedule: plain(), steps: begin - now });
    const schedule = from!(value * multiplier(begin));
    if (end === Infinity) return sequence([...phases, schedule]);
    phases.push({ schedule, steps: end - begin });
    const factor = multiplier(last);
    value = factor === 0 ? 0 : schedule(last - begin) / factor;
    now = end;
  }
  return sequence([...phases, plain()]);
}

/** Whether a schedule has one value from a step to another; seen at a thousand of them at most. */
function isStill(schedule: Schedule, from: number, to: number): boolean {
  const until = Math.min(to, from + 1e9);
  const value = schedule(from);
  const count = Math.min(1000, until - from);
  return Array.from({ length: count + 1 }, (_, index) =>
    Math.floor(from + ((until - from) * index) / Math.max(1, count)),
  ).every((step) => schedule(step) === value);
}
