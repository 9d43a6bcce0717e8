import { Document } from "./document.ts";

const mostDrops = 10_000;

/** What a state is read with beside itself. */
export interface StateContext {
  /** Which parameter group's rate, from 0. */
  readonly group: number;
  /** The parameter groups of the optimizer; there may be none. */
  readonly paramGroups: readonly unknown[];
  /** Name of the metric that a plateau watches; `undefined` for that of the preset. */
  readonly monitor: string | undefined;
  /** How many states this one is inside of. */
  readonly depth: number;
  /** How many states have been read: an object may hold the same one again and again. */
  readonly count: { states: number };
}

/** Milestones as torch counts them, from steps to how often each is there, or as a list. */
export function milestonesOf(state: Document): number[] {
  if (Array.isArray(state.get("milestones"))) return state.list("milestones") as number[];
  const counted = state.inside("milestones");
  const steps: number[] = [];
  for (const key of counted.keys()) {
    const count = counted.count(key);
    if (steps.length + count > mostDrops) {
      state.refuse("milestones", `at most ${mostDrops} in all`, RangeError);
    }
    steps.push(...Array<number>(count).fill(Number(key)));
  }
  return steps;
}

/** What the optimizer holds of a scheduler: a parameter group. */
export function groupOf(
  state: Document,
  key: string,
  names: string,
  { group, paramGroups }: StateContext,
): Document {
  if (paramGroups[group] === undefined) {
    state.refuse(
      key,
      `read with paramGroups, those of the optimizer, of which group ${group} holds ${names}`,
    );
  }
  return Document.of("fromTorch", `paramGroups[${group}]`, paramGroups[group]);
}

/** How a one-cycle goes down. */
export function strategyOf(state: Document, key: string): "cos" | "linear" {
  const strategy = state.text(key);
  return strategy === "cos" || strategy === "linear"
    ? strategy
    : state.refuse(key, '"cos" or "linear"', RangeError);
}
