import type { Observation } from "./observation.ts";
import type { Span } from "./span.ts";

/** How a schedule behaves, before it is dressed as a {@link Schedule} or, with `observe`, as a {@link ReactiveSchedule}. */
export interface Behaviour<State = unknown> {
  /** Value for update `step`, which has been checked: a finite number of at least 0. */
  at(step: number, state: State): number;
  /** Step at which the schedule is over: from it on the value no longer changes by itself. Default: `Infinity`. */
  readonly end?: number;
  /** State before the first observation; plain JSON. */
  readonly initial?: State;
  /** Pure reducer; its presence makes the schedule reactive. */
  observe?(state: State, observation: Observation): State;
  /** Names of the metrics watched. */
  readonly monitors?: readonly string[];
  /**
   * The first step after `step` at which something of its own happens to the value: it jumps, bends or starts anew.
   * `Infinity` after the last. What happens in the children, where their spans meet, and at `end` is known without it.
   */
  next?(step: number): number;
  /** The schedules inside, in order: the analyses read them, and ask `span` for their clocks. */
  readonly children?: readonly ScheduleNode[];
  /** The stretch of time around `step` in which the clock of child `index` runs evenly. Default: every clock is that of the whole. */
  span?(step: number, index: number): Span;
  /**
   * Whether the children come one after another, in order, each with one stretch of time in which it has a part in the
   * value, so that a jump where one hands over to the next is nobody's intention. Default: `false`.
   */
  readonly handsOver?: boolean;
  /** Whether `end` is where a formula meets a bound, which nobody planned as the end of a run. Default: `false`. */
  readonly endsAtBound?: boolean;
  /** The schedule that is made for the moment `step` alone, on the same clock, beside the children; see `vary`. */
  made?(step: number): ScheduleNode;
  /** How many schedules of an ordinary kind, such as a ramp, take as long for a value as this one without its children. Default: `2` with `next`, else `1`. */
  readonly weight?: number;
  /** The state of child `index` within `state`. Default: item `index` of a list, else what is named `inner`. */
  stateOf?(state: State, index: number, step: number): unknown;
}

/** A schedule from the inside, as its parent and the analysis see it: the value is checked, the step need not be again. */
export interface ScheduleNode extends Behaviour {
  /** The name in JSON; `"number"` or `"function"` for what has none. */
  readonly kind: string;
  readonly end: number;
  readonly initial: unknown;
}
