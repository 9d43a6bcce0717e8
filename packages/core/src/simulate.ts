import { afford, costOf } from "./cost.ts";
import { refuse } from "./refuse.ts";
import { analysis, most } from "./inside.ts";
import { observed } from "./observed.ts";
import { positiveInteger } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { Composable, Json } from "./schedule.ts";

/** What was measured at one evaluation: a value for each name, or a bare number where one metric is watched. */
export type Measured = number | Readonly<Record<string, number>>;

/** Options of {@link simulate}. */
export interface SimulateOptions {
  /** Updates before each evaluation: an integer of at least 1. @defaultValue `1` */
  readonly every?: number | undefined;
  /** Length of the run: an integer from 1 to 10,000,000. @defaultValue `every` times the number of metrics */
  readonly steps?: number | undefined;
}

/** An evaluation that changed the learning rate. */
export interface SimulatedEvent {
  /** Updates applied before it, which is the index of the first update with the new learning rate. */
  readonly step: number;
  /** Whether the learning rate went down or up. */
  readonly what: "reduction" | "increase";
  /** Learning rate of update `step` had nothing been observed. */
  readonly from: number;
  /** Learning rate of update `step`. */
  readonly to: number;
}

/** What {@link simulate} found. */
export interface Simulation {
  /** The learning rate of every update. */
  readonly values: readonly number[];
  /** The evaluations that changed it, in order. */
  readonly events: readonly SimulatedEvent[];
  /** The state at the end; `null` for a schedule that reacts to nothing. */
  readonly state: Json;
}

const isMeasured = (value: unknown): boolean =>
  typeof value === "number" || Object(value) === value;

const metricList: Rule = {
  type: "object",
  rule: "an array of numbers, or of objects that hold numbers by name",
  accepts: (value) => Array.isArray(value) && value.every(isMeasured),
};

const read = /* @__PURE__ */ analysis<SimulateOptions & { readonly metrics: readonly Measured[] }>(
  "simulate",
  { metrics: metricList, every: positiveInteger, steps: positiveInteger },
  { every: 1, steps: undefined },
);

/**
 * Runs a schedule over a list of metrics, without any training: what a plateau would have done.
 *
 * Item `i` of the list is observed after `(i + 1) · every` updates. What the last one changes is seen in `events`, and in
 * `values` where `steps` goes on after it.
 *
 * @param schedule - Anything that gives a learning rate.
 * @param metrics - One item for each evaluation; NaN is a value like others.
 * @param options - See {@link SimulateOptions}.
 * @throws {RangeError} If an option is out of range, or if the schedule has no value at one of the steps.
 * @throws {TypeError} If an argument is missing, unknown or of the wrong type, or if an item holds no metric that is
 *   watched.
 *
 * @example
 * ```ts
 * const { values, events } = simulate(plateau({ schedule: 0.1, factor: 0.5, patience: 2 }), [3, 2, 2, 2, 1], { steps: 7 });
 * values; // => [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05]
 * events; // => [{ step: 4, what: "reduction", from: 0.1, to: 0.05 }]
 * ```
 *
 * @see `simulate_values` of ignite, which has to save and restore the optimizer to do it.
 */
export function simulate(
  schedule: Composable,
  metrics: readonly Measured[],
  options: SimulateOptions = {},
): Simulation {
  const {
    node,
    every = 1,
    steps = every * metrics.length,
  } = read({ ...options, metrics, schedule });
  if (steps > most) {
    refuse("@anneal/core: simulate", "steps", "at most 10000000", steps);
  }
  const { value, observation } = costOf(node);
  afford("simulate", steps, value, "take a shorter run, or simulate a part of it");
  // Two that observe, around thirty others, are ordinary: the value is asked for before and after each.
  const instead = "give fewer metrics, or simulate a part of it";
  const observing = observation && observation + 2 * value;
  afford("simulate", Math.min(metrics.length, steps / every), observing, instead, 200);
  const values: number[] = [];
  const events: SimulatedEvent[] = [];
  let state = node.initial;
  for (let step = 0; step <= steps; step++) {
    const measured = step % every === 0 ? metrics[step / every - 1] : undefined;
    if (node.observe && measured !== undefined) {
      const from = node.at(step, state);
      state = observed(node, step, state, measured);
      const to = node.at(step, state);
      if (to !== from) events.push({ step, what: to < from ? "reduction" : "increase", from, to });
    }
    if (step < steps) values.push(node.at(step, state));
  }
  return { values, events, state: node.observe ? (state as Json) : null };
}
