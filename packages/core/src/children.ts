import type { Behaviour } from "./define.ts";
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
      : isReactive(value) || nonNegative.accepts(value),
  keep: (value) =>
    typeof value === "function" && !("toJSON" in value)
      ? Object.assign((step: number) => (value as (step: number) => number)(step), {
          toJSON: refuseJSON,
        })
      : value,
};

/** A child as its parent sees it. */
export interface Child extends Behaviour {
  readonly end: number;
}

/** The behaviour of anything that {@link schedule} accepts. */
export function childOf(composable: Composable): Child {
  return typeof composable === "number"
    ? { at: () => composable, end: 0 }
    : typeof composable === "function"
      ? { at: (step) => composable(step), end: (composable as Partial<Schedule>).end ?? Infinity }
      : composable;
}

/**
 * The clock of a child that is over when its parent is, at `end`.
 *
 * Rounding could otherwise make the child's own step at `end` fall short of its end.
 */
export const clockUntil =
  (end: number, child: Child, own: (step: number) => number) =>
  (step: number): number =>
    step < end ? own(step) : Math.max(child.end, own(step));

/**
 * The behaviour of a schedule made of others: its state holds the children's states in order, and an observation reaches
 * every child whose `clock` runs.
 *
 * @param clock - The child's own step when the parent's is `step`, or `undefined` while the child must not observe.
 */
export function gather(
  children: readonly Child[],
  end: number,
  at: (step: number, states: readonly unknown[]) => number,
  clock: (step: number, index: number) => number | undefined = (step) => step,
): Behaviour<readonly unknown[]> {
  const behaviour = {
    at,
    end,
    initial: children.map((child) => child.initial ?? null),
    monitors: [...new Set(children.flatMap((child) => child.monitors ?? []))],
  };
  if (!children.some(isReactive)) return behaviour;
  return {
    ...behaviour,
    observe: (states, { step, metrics }) =>
      children.map((child, index) => {
        const own = clock(step, index);
        return own !== undefined && child.observe
          ? child.observe(states[index], { step: own, metrics })
          : states[index];
      }),
  };
}
