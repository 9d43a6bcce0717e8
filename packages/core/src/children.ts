import { checked } from "./checked.ts";
import type { Behaviour, ScheduleNode } from "./behaviour.ts";
import { nonNegative } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Observation } from "./observation.ts";
import type { Composable, Schedule } from "./schedule.ts";
import { ownStep } from "./span.ts";
import type { Span } from "./span.ts";

/**
 * A schedule inside another: everything that {@link Composable} allows.
 *
 * @example
 * ```ts
 * [0.1, (step: number) => step, constant(0.1), -1, cosineCurve].map(schedule.accepts);
 * // => [true, true, true, false, false]
 * ```
 */
export const schedule: Rule = {
  rule: "a schedule, a function of the step, or a finite number of at least 0",
  accepts: (value) =>
    // What has a kind itself is a curve or a factory that was not called.
    typeof value === "function"
      ? !Object.hasOwn(value, "kind")
      : // A plan reacts as well, but is no schedule.
        (isReactive(value) && Object.hasOwn(value, "node")) || nonNegative.accepts(value),
  keep: (value) =>
    typeof value === "function" && !Object.hasOwn(value, "toJSON")
      ? Object.assign((step: number) => (value as (step: number) => number)(step), {
          toJSON() {
            throw new TypeError(
              "@anneal/core: a function of your own has no JSON form: define a schedule",
            );
          },
        })
      : value,
};

/**
 * The inside of anything that {@link schedule} accepts, for a combinator of your own.
 *
 * @param composable - Anything that gives a learning rate.
 * @returns The node of a schedule. For a number or a function of the step, one made for it: `initial` is `null`.
 *
 * @example
 * ```ts
 * const { kind, end } = childOf(ramp({ from: 0.1, to: 0, steps: 10 }));
 * [kind, end]; // => ["ramp", 10]
 * childOf((step) => 0.1 / (step + 1)).at(4, null); // => 0.02
 * ```
 */
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
 *
 * @param end - The end of the parent, on its own clock.
 * @param child - What is over there.
 * @param own - From a step of the parent to one of the child.
 * @returns `own`, but from `end` on never below the end of the child.
 *
 * @example
 * ```ts
 * const child = childOf(ramp({ from: 0.1, to: 0, steps: 3 }));
 * const own = (step: number) => step / 1.1;
 * own(3.3); // => 2.9999999999999996
 * clockUntil(3.3, child, own)(3.3); // => 3
 * ```
 */
export const clockUntil =
  (end: number, child: ScheduleNode, own: (step: number) => number) =>
  (step: number): number => {
    step = step < end ? own(step) : Math.max(child.end, own(step));
    // What is infinite is no step. An engine compares faster than it takes a minimum.
    return step < Infinity ? step : Number.MAX_VALUE;
  };

/** What {@link gather} needs to know of a schedule made of others. */
export interface Gathering extends Pick<Behaviour, "handsOver" | "endsAtBound" | "weight"> {
  /** The schedules inside, from {@link childOf}. */
  readonly children: readonly ScheduleNode[];
  /** The step at which the whole is over, `Infinity` if it never is; see {@link Behaviour.end}. */
  readonly end: number;
  /** The value; `states` holds the state of each child. */
  readonly at: (step: number, states: readonly unknown[]) => number;
  /** Whether child `index` observes at `step`. Default: when it has a part in the value. */
  readonly hears?: (step: number, index: number) => boolean;
  /** The stretch of time around `step` in which the clock of child `index` runs evenly; see {@link Behaviour.span}. */
  span?(step: number, index: number): Span;
  /** The next event of the whole that is none of its children; see {@link Behaviour.next}. */
  next?(step: number): number;
  /** The schedule made for the moment `step` alone; see {@link Behaviour.made}. */
  made?(step: number): ScheduleNode;
}

/**
 * The behaviour of a schedule made of others: its state holds the children's states in order, and an observation reaches
 * every child that `hears` it, on the child's own clock.
 *
 * @param gathering - See {@link Gathering}.
 * @returns What `build` of {@link defineSchedule} returns; it reacts to metrics as soon as a child does.
 *
 * @example
 * ```ts
 * const loudest = defineSchedule<{ first: Composable; second: Composable }>("my/loudest", {
 *   package: "my-schedules",
 *   options: { first: schedule, second: schedule },
 *   build({ first, second }) {
 *     const [a, b] = [childOf(first), childOf(second)];
 *     return gather({
 *       children: [a, b],
 *       end: Math.max(a.end, b.end),
 *       at: (step, states) => Math.max(a.at(step, states[0]), b.at(step, states[1])),
 *     });
 *   },
 * });
 * const falling = ramp({ from: 0.1, to: 0, steps: 10 });
 * [0, 5, 8].map(loudest({ first: falling, second: 0.05 })); // => [0.1, 0.05, 0.05]
 * ```
 */
export function gather(gathering: Gathering): Behaviour<readonly unknown[]> {
  const { children, hears } = gathering;
  return {
    ...gathering,
    initial: children.map((child) => child.initial),
    monitors: [...new Set(children.flatMap((child) => child.monitors ?? []))],
    ...(children.some(isReactive) && {
      observe: (states: readonly unknown[], { step, metrics }: Observation) =>
        children.map((child, index) => {
          const own = ownStep(gathering, child, step, index);
          return own !== undefined && child.observe && hears?.(step, index) !== false
            ? child.observe(states[index], { step: own, metrics })
            : states[index];
        }),
    }),
  };
}
