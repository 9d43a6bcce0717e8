import { advance, constant, product, ramp, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";

/** A schedule of MMEngine: it acts on what it finds, from its first step to its last, and leaves the value where it then is. */
export interface Window {
  /** Where it is in the file. */
  readonly path: string;
  /** First step, on the clock of the whole. */
  readonly begin: number;
  /** Step before which it ends; infinite for none. */
  readonly end: number;
  /** Whether it acts only when an epoch is over, after those that act on every iteration. */
  readonly afterEpoch: boolean;
  /** What the value is multiplied by, on a clock of its own; `undefined` for one that is no mere factor. */
  readonly factor?: Schedule;
  /** The value on a clock of its own, made from that at its first step: a straight line of it. */
  readonly from?: (value: number) => Schedule;
}

/** Steps that are followed one by one, in a few milliseconds, and kept as points. */
const longest = 20_000;

/** So far may a line be from the values that it stands for, as a share of the highest. */
const nearness = 1e-11;

const rangeOf = ({ begin, end }: Window): string => `[${begin}, ${end === Infinity ? "…" : end})`;

/** The step after which a window does not move the value any more. */
const stillFrom = ({ begin, end, factor }: Window): number =>
  Math.min(end - 1, begin + (factor?.end ?? Infinity));

/** What a window makes of the value at its first step: `scale · value + offset`. */
type Line = readonly [scale: number, offset: number];

const lineOf = ({ factor, from }: Window): ((step: number) => Line) => {
  const [zero, one] = [from?.(0), from?.(1)];
  return (step) => {
    const offset = zero?.(step) ?? 0;
    return [factor?.(step) ?? one!(step) - offset, offset];
  };
};

/** A phase of a sequence. */
interface Phase {
  readonly schedule: Schedule;
  readonly steps: number;
}

/** As few lines as come near to every value. */
function linesThrough(values: readonly number[]): Phase[] {
  const allowed = nearness * Math.max(...values);
  const lines: Phase[] = [];
  let start = 0;
  let [low, high] = [-Infinity, Infinity];
  for (let step = 1; step < values.length; step++) {
    const steps = step - start;
    const [from, to] = [values[start]!, values[step]!];
    low = Math.max(low, (to - allowed - from) / steps);
    high = Math.min(high, (to + allowed - from) / steps);
    const slope = ((values[step + 1] ?? NaN) - from) / (steps + 1);
    if (slope >= low && slope <= high) continue;
    lines.push({ schedule: ramp({ from, to, steps }), steps });
    [start, low, high] = [step, -Infinity, Infinity];
  }
  return lines;
}

/**
 * The value that windows on one clock make of a base value.
 *
 * Factors multiply, wherever they are. Where one with a floor, or with values of its own, meets another, they act on what the
 * other has left, a step after the other: there, the value is followed step by step.
 *
 * @param windows - In the order of the file.
 * @param refuse - Called with a window and a rule where they meet for too long.
 */
export function throughWindows(
  base: number,
  windows: readonly Window[],
  refuse: (window: Window, rule: string) => never,
): Schedule {
  const own = windows.filter(({ from }) => from !== undefined);
  const factors = windows.filter(({ factor }) => factor !== undefined);
  const delayed = factors.map(({ begin, factor }) =>
    begin > 0 ? sequence([{ schedule: 1, steps: begin }, factor!]) : factor!,
  );
  const multiplier: Schedule = delayed.length > 0 ? product(delayed) : constant(1);
  /** What a value is without the factors. */
  const shareOf = (whole: number, step: number): number => {
    const factor = multiplier(step);
    return factor === 0 ? 0 : whole / factor;
  };
  let [value, now] = [base, 0];
  for (const window of own) {
    for (const other of windows) {
      const until = Math.min(stillFrom(window), stillFrom(other));
      if (other === window || until < Math.max(window.begin, other.begin)) continue;
      // What has no part of the value that it finds has values of its own.
      if (lineOf(window)(0)[0] === 0 || until > longest) {
        refuse(
          window,
          `a window of its own, because it has a floor or values of its own: ${rangeOf(window)} overlaps with ${other.path}, ${rangeOf(other)}`,
        );
      }
      now = Math.max(now, until);
    }
  }
  const phases: (Schedule | Phase)[] = [];
  let rest = own;
  if (now > 0) {
    const movers = windows.map((window) => ({ ...window, lineAt: lineOf(window) }));
    const values: number[] = [];
    for (let step = 0; step <= now; step++) {
      // Each makes its first step when it is made, and from then on those of iterations come first.
      if (step === 1) movers.sort((one, other) => +one.afterEpoch - +other.afterEpoch);
      for (const mover of movers) {
        const { begin, end, lineAt } = mover;
        const past = step - begin;
        if (past < 0 || step >= end) continue;
        const [scale, offset] = lineAt(past);
        const [before, floor] = past > 0 ? lineAt(past - 1) : [1, 0];
        if (before === 0) refuse(mover, "a window of its own where it rises again from its floor");
        value = (scale * (value - floor)) / before + offset;
      }
      values.push(value);
    }
    phases.push(...linesThrough(values));
    const met = value;
    rest = own
      .filter(({ end }) => end - 1 > now)
      .map((window) => {
        const past = now - window.begin;
        if (past <= 0) return window;
        const [scale, offset] = lineOf(window)(past);
        const start = (met - offset) / scale;
        return { ...window, begin: now, from: () => advance(past, window.from!(start)) };
      });
    value = shareOf(met, now);
  }
  const plain = (): Schedule =>
    delayed.length > 0
      ? product([value, now > 0 ? advance(now, multiplier) : multiplier])
      : constant(value);
  for (const { begin, end, from } of [...rest].sort(
    (first, second) => first.begin - second.begin,
  )) {
    const last = end - 1;
    if (begin > now) phases.push({ schedule: plain(), steps: begin - now });
    const schedule = from!(value * multiplier(begin));
    if (end === Infinity) return sequence([...phases, schedule]);
    phases.push({ schedule, steps: end - begin });
    value = shareOf(schedule(last - begin), last);
    now = end;
  }
  return sequence([...phases, plain()]);
}
