import type { ScheduleNode } from "./behaviour.ts";
import type { Observation } from "./observation.ts";

/** A value that survives `JSON.stringify` and `structuredClone` unchanged. */
export type Json =
  null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/**
 * A schedule as plain JSON: its kind and every option, defaults filled in.
 *
 * Nested schedules and curves are specs themselves. {@link parse} builds the schedule back.
 */
export interface ScheduleSpec {
  /** The name of the kind: which of the factories given to {@link parse} builds it back. */
  readonly kind: string;
  readonly [option: string]: Json;
}

/**
 * A learning rate as a pure function of the optimizer update it belongs to.
 *
 * `schedule(step)` is the value for update `step`, counted from 0. Steps have no unit: the caller decides whether one
 * step is a batch or an epoch. Fractional steps are allowed. The same step gives the same value, in any order.
 *
 * @throws {RangeError} When called with a negative, infinite or NaN step, or with something that is not a number.
 */
export interface Schedule {
  (step: number): number;
  /** The schedule as plain JSON: a copy of your own. @throws {TypeError} If a part is a function without a kind. */
  readonly spec: ScheduleSpec;
  /** The step at which the schedule is over: from it on the value no longer changes. `Infinity` if it never is. */
  readonly end: number;
  /** Lets `JSON.stringify` write {@link Schedule.spec}. */
  toJSON(): ScheduleSpec;
  /** The schedule from the inside, for combinators and analysis. */
  readonly node: ScheduleNode;
}

/** What every combinator accepts for a schedule that reacts to nothing: a constant, a function of the step, a {@link Schedule}. */
export type ScheduleLike = number | ((step: number) => number) | Schedule;

/**
 * A learning rate that reacts to metrics: a pure function of the step and of a state that a pure reducer advances.
 *
 * Nothing is stored inside. {@link drive} keeps the state for a loop that does not want to.
 */
export interface ReactiveSchedule<State = unknown> {
  /** The schedule as plain JSON: a copy of your own. @throws {TypeError} If a part is a function without a kind. */
  readonly spec: ScheduleSpec;
  /** The step at which the schedule is over: from it on only an observation can still change the value. `Infinity` if it never is. */
  readonly end: number;
  /** Names of the metrics watched, each once. */
  readonly monitors: readonly string[];
  /** The state before anything was observed. Plain JSON, as every later state. */
  readonly initial: State;
  /** The value for update `step` in `state`. */
  at(step: number, state: State): number;
  /** The state after an observation. Never changes `state` itself; the same step observed twice counts once. */
  observe(state: State, observation: Observation): State;
  /** Lets `JSON.stringify` write {@link ReactiveSchedule.spec}. */
  toJSON(): ScheduleSpec;
  /** The schedule from the inside, for combinators and analysis. */
  readonly node: ScheduleNode;
}

/** What every combinator accepts. */
export type Composable = ScheduleLike | ReactiveSchedule;

/** The result of wrapping `Child`: reactive exactly when `Child` is. */
export type Composed<Child> = [Child] extends [ScheduleLike]
  ? Schedule
  : [Child] extends [ReactiveSchedule]
    ? ReactiveSchedule
    : Schedule | ReactiveSchedule;

/** The result of combining `Children`: reactive as soon as one of them is. */
export type ComposedAll<Children extends readonly unknown[]> = [Children[number]] extends [
  ScheduleLike,
]
  ? Schedule
  : true extends {
        [Index in keyof Children]: Children[Index] extends ReactiveSchedule ? true : false;
      }[number]
    ? ReactiveSchedule
    : Schedule | ReactiveSchedule;

/**
 * Whether a schedule reacts to metrics, and so has to be driven. Structural, so that two copies of this package understand
 * each other.
 *
 * @example
 * ```ts
 * const schedule = parse({ kind: "constant", value: 0.1 }, [constant]);
 * isReactive(schedule) ? schedule.at(0, schedule.initial) : schedule(0); // => 0.1
 * ```
 */
export function isReactive(schedule: unknown): schedule is ReactiveSchedule {
  return (
    Object.hasOwn(Object(schedule) as object, "observe") &&
    typeof (schedule as ReactiveSchedule).observe === "function"
  );
}
