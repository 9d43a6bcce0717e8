import { checked } from "./define.ts";
import type { Behaviour, ScheduleNode } from "./define.ts";
import { nonNegative } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, Schedule } from "./schedule.ts";

const refuseJSON = (): never => {
  throw new TypeError(
    "@anneal/core: a function of your own has no JSON form; make it a kind with defineSchedule",
  );
};

/** A schedule inside another: everything that {@link Composable} allows. */
export const schedule: Rule = {
  rule: "a schedule, a function of the step or a finite number of at least 0",
  accepts: (value) =>
    // What has a kind itself is a curve or a factory that was not called.
    typeof value === "function"
      ? !("kind" in value)
      : // A plan reacts as well, but is no schedule.
        (isReactive(value) && "node" in value) || nonNegative.accepts(value),
  keep: (value) =>
    typeof value === "function" && !("toJSON" in value)
      ? Object.assign((step: number) => (value as (step: number) => number)(step), {
          toJSON: refuseJSON,
        })
      : value,
};

/** The inside of anything that {@link schedule} accepts. */
export function childOf(composable: Composable): ScheduleNode {
  if (typeof composable === "number") {
    return { kind: "number", at: () => composable, end: 0, initial: null };
  }
  return (
    (composable as Partial<Schedule>).node ?? {
      kind: "function",
      at: (step) => checked((composable as Schedule)(step), "function", step),
      end: Infinity,
      initial: null,
    }
  );
}

/**
 * The clock of a child that is over when its parent is, at `end`.
 *
 * Rounding could otherwise make the child's own step at `end` fall short of its end.
 */
export const clockUntil =
  (end: number, child: ScheduleNode, own: (step: number) => number) =>
  (step: number): number =>
    step < end ? own(step) : Math.max(child.end, own(step));

/** What {@link gather} needs to know of a schedule made of others. */
export interface Gathering {
  readonly children: readonly ScheduleNode[];
  readonly end: number;
  /** The value; `states` holds the state of each child. */
  readonly at: (step: number, states: readonly unknown[]) => number;
  /** The own step of child `index` when it has a part in the value at `step`, else `undefined`. Default: `step`. */
  readonly clock?: (step: number, index: number) => number | undefined;
  /** Whether child `index` observes at `step`. Default: when it has a part in the value. */
  readonly hears?: (step: number, index: number) => boolean;
  /** The next event after `step`; see {@link Behaviour.next}. Must be given with a `clock`. */
  readonly next?: (step: number) => number;
}

const sameClock = (step: number): number => step;

/** The next event of a schedule after `step`; `Infinity` if there is none. */
export function nextOf(node: ScheduleNode, step: number): number {
  if (node.next) {
    let event = node.next(step);
    // A clock inside may be rounded to just before the event at which it stands: that one is no news.
    for (let later = 2 ** -52; event <= step && later < 2 ** -40; later *= 4) {
      event = node.next(step + step * later);
    }
    return event > step ? event : Infinity;
  }
  const events = (node.children ?? []).map((child) => nextOf(child, step));
  return Math.min(node.end > step ? node.end : Infinity, ...events);
}

/**
 * The behaviour of a schedule made of others: its state holds the children's states in order, and an observation reaches
 * every child that `hears` it, on the child's own clock.
 */
export function gather(gathering: Gathering): Behaviour<readonly unknown[]> {
  const { children, clock = sameClock, hears = () => true } = gathering;
  const behaviour = {
    ...gathering,
    clock,
    initial: children.map((child) => child.initial),
    monitors: [...new Set(children.flatMap((child) => child.monitors ?? []))],
  };
  if (!children.some(isReactive)) return behaviour;
  return {
    ...behaviour,
    observe: (states, { step, metrics }) =>
      children.map((child, index) => {
        const own = clock(step, index);
        return own !== undefined && child.observe && hears(step, index)
          ? child.observe(states[index], { step: own, metrics })
          : states[index];
      }),
  };
}
