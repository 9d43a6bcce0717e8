import type { ScheduleNode } from "./behaviour.ts";
import { costOf } from "./cost.ts";
import type { Allowance } from "./cost.ts";
import { ownStep, spanOf } from "./span.ts";

/** A part of a schedule, seen from the clock of the whole. */
interface View {
  readonly node: ScheduleNode;
  /** Where the part stands, on its own clock. */
  readonly at: number;
  /** 1 to look for what the part comes to next, −1 for what it came from last: a clock inside may run backwards. */
  readonly towards: 1 | -1;
  /** Steps of the whole for each own step of the part. */
  readonly pace: number;
  /** From an own step of the part to that of the whole, by way of as many clocks as it is deep. */
  readonly outwards: (own: number) => number;
  readonly depth: number;
}

/** The number just below, from which on a half-open stretch that ends at `step` is left. */
const below = (step: number): number => step - step * 2 ** -53;

/** The last event of a part's own before `limit`, where the part can only tell its next one; 0 if there is none. */
function lastBefore(next: (step: number) => number, limit: number): number {
  let last = 0;
  let beyond = limit;
  for (;;) {
    const following = next(last);
    if (!(following < limit)) return last;
    const middle = last + (beyond - last) / 2;
    if (!(middle > last && middle < beyond)) return following;
    const event = next(middle);
    if (event < limit) last = Math.max(event, middle);
    else {
      beyond = middle;
      last = Math.max(last, following);
    }
  }
}

/** The indices of the children that may have a part in the value at `step`, or come next. */
export function* candidates(node: ScheduleNode, step: number): Generator<number, void> {
  const { children = [] } = node;
  if (!node.handsOver) {
    yield* children.keys();
    return;
  }
  // The first child that has not begun: all children are in order.
  let [begun, waiting] = [0, children.length];
  while (begun < waiting) {
    const middle = (begun + waiting) >> 1;
    const { own, until } = spanOf(node, step, middle);
    if (own === undefined && until < Infinity) waiting = middle;
    else begun = middle + 1;
  }
  if (waiting < children.length) yield waiting;
  for (let index = waiting - 1; index >= 0; index--) {
    yield index;
    if (spanOf(node, step, index).own === undefined) return;
  }
}

/**
 * How far a clock inside may be off by roundings, as a power of ½ of the step, tried one after the other. Numbers alone: powers
 * would stay in every bundle, because bundlers take them for calls.
 */
const slacks = [Infinity, 52, 50, 48, 46, 44, 42];

/** To look at one part, and to ask it for one event of its own, is about as much work as so many values. */
const perLook = 10;
const perEvent = 2;
/** Nor is a look free of the clocks that every event goes through on its way outwards. */
const perClock = 4;

/**
 * The event of a schedule that is nearest to `step`, after it with `direction` 1 or before it with −1; infinite in that
 * direction if there is no such event. What it takes to find it is taken from the allowance.
 */
export function nearestEvent(
  whole: ScheduleNode,
  step: number,
  direction: 1 | -1,
  allowance: Allowance,
): number {
  let best = direction * Infinity;

  /** Notes what happens at an own step of a part. Returns whether that is ahead of `step`, not `step` itself rounded. */
  const note = ({ outwards }: View, own: number): boolean => {
    const event = outwards(own);
    if (!((event - step) * direction > 0)) return false;
    if ((best - event) * direction > 0) best = event;
    return true;
  };

  const look = (view: View): void => {
    const { node, at, towards, pace, outwards, depth } = view;
    // A part that stands a rounding before its event is to tell the one after that.
    const ahead = (slack: number): number =>
      slack === 0 ? at : Math.max(0, at + towards * slack * (at + step / pace));

    allowance.left -= perLook + perClock * depth;
    if ((node.end - at) * towards > 0 && node.end > 0) note(view, node.end);
    if (node.next) {
      const next = (own: number): number => {
        allowance.left -= perEvent;
        return node.next!(own);
      };
      for (const bits of slacks) {
        const slack = 2 ** -bits;
        const from = ahead(slack);
        const event = towards > 0 ? next(from) : lastBefore(next, from);
        if (event <= 0 || event === Infinity || note(view, event)) break;
      }
    }
    const inTime = towards > 0 ? at : below(at);
    if (node.made) {
      allowance.left -= costOf(node).value;
      look({ ...view, node: node.made(inTime) });
    }
    for (const index of candidates(node, inTime)) {
      for (const bits of slacks) {
        const slack = 2 ** -bits;
        allowance.left -= perEvent;
        const from = slack === 0 ? inTime : ahead(slack);
        const span = spanOf(node, from, index);
        const edge = towards > 0 ? span.until : span.from;
        const open = edge <= 0 || edge === Infinity;
        if (!open && !note(view, edge)) continue;
        const { per = 1 } = span;
        const child = node.children![index]!;
        const within = Math.min(span.until, Math.max(span.from, at));
        const own = ownStep(node, child, within, index, span);
        // Where a clock overflows there is nothing left to come.
        if (!(own! < Infinity) || Math.abs(per) === Infinity) break;
        look({
          node: child,
          at: own!,
          towards: (per > 0 ? towards : -towards) as 1 | -1,
          pace: pace * Math.abs(per),
          depth: depth + 1,
          outwards: (inside) =>
            outwards(
              Math.min(span.until, Math.max(span.from, span.from + (inside - span.own!) * per)),
            ),
        });
        break;
      }
    }
  };

  look({ node: whole, at: step, towards: direction, pace: 1, depth: 0, outwards: (own) => own });
  return best;
}

/**
 * The next event of a schedule after `step`: where it jumps, bends or starts anew, or is over.
 *
 * @param node - The inside of a schedule.
 * @param step - A finite number of at least 0, on the clock of `node`.
 * @returns A step above `step`; `Infinity` if there is no event after it.
 *
 * @example
 * ```ts
 * const { node } = sequence([ramp({ from: 0, to: 0.1, steps: 10 }), { schedule: 0.1, steps: 5 }, 0.01]);
 * nextOf(node, 0); // => 10
 * nextOf(node, 10); // => 15
 * nextOf(node, 15); // => Infinity
 * ```
 */
export const nextOf = (node: ScheduleNode, step: number): number =>
  nearestEvent(node, step, 1, { left: Infinity });

/**
 * The last event of a schedule before `step`, as {@link nextOf} gives the next one after it.
 *
 * @param node - The inside of a schedule.
 * @param step - A finite number of at least 0, on the clock of `node`.
 * @returns A step above 0 and below `step`; `-Infinity` if there is no event before it.
 *
 * @example
 * ```ts
 * const { node } = sequence([ramp({ from: 0, to: 0.1, steps: 10 }), { schedule: 0.1, steps: 5 }, 0.01]);
 * previousOf(node, 20); // => 15
 * previousOf(node, 15); // => 10
 * previousOf(node, 10); // => -Infinity
 * ```
 */
export const previousOf = (node: ScheduleNode, step: number): number =>
  nearestEvent(node, step, -1, { left: Infinity });
