import type { ScheduleNode } from "./behaviour.ts";
import { refuse } from "./refuse.ts";

/** How much work a schedule is, counted in parts that are asked for a value. */
export interface Cost {
  /** For one value of the whole. */
  readonly value: number;
  /** To look at every part, with a value of those that have no parts themselves, or that hand over from one to another. */
  readonly parts: number;
  /** For a value of every part. */
  readonly each: number;
  /** To observe once, everywhere inside. */
  readonly observation: number;
}

/** To observe is about as much work, for every part that does, as so many values. */
const perObservation = 65;

/** Work that is left to an analysis, in values of a simple schedule. */
export interface Allowance {
  left: number;
}

/** A schedule that has events of its own finds where among them a step lies: twice the work of one that only falls. */
const placing = 2;

/** Making a schedule for the moment is about as much work as so many values. */
const making = 150;

/** A schedule that is used twice inside itself, again and again, is counted without being walked through again. */
const known = /* @__PURE__ */ new WeakMap<ScheduleNode, Cost>();

/** What one update costs: of children that come one after another the dearest, of others all together. */
export function costOf(node: ScheduleNode): Cost {
  const before = known.get(node);
  if (before) return before;
  let value = 0;
  // To find the step of a part on a clock of its own is about as much work as two more.
  let parts = node.span ? 3 : 1;
  let each = 0;
  let observation = node.observe ? perObservation : 0;
  for (const child of node.children ?? []) {
    const cost = costOf(child);
    value = node.handsOver ? Math.max(value, cost.value) : value + cost.value;
    parts = node.handsOver ? Math.max(parts, cost.parts + 1) : parts + cost.parts;
    each += cost.each;
    observation += cost.observation;
  }
  value +=
    (node.weight ?? (node.next ? placing : 1)) +
    (node.made ? making + costOf(node.made(0)).value : 0);
  if (node.handsOver || !node.children?.length) parts += value;
  const cost = { value, parts, each: each + value, observation };
  known.set(node, cost);
  return cost;
}

/** As much work as takes some 20 ms, and at most twice as long: a value takes from 10 to 50 ns for each unit of its cost. */
export const budget = 1_000_000;

/** Schedules of no more parts than this are ordinary: a long run of one is as long as its author wants it to be. */
const ordinary = 100;

/**
 * Refuses an analysis that would take a schedule of very many parts, at `cost` for one value, through very many values.
 *
 * @throws {RangeError} If `values` of them are more work than {@link budget}, and the schedule has more parts than any that
 *   is written by hand.
 */
export function afford(
  name: string,
  values: number,
  cost: number,
  instead: string,
  most = ordinary,
): void {
  if (cost <= most || values * cost <= budget) return;
  const parts = Math.max(most, Math.floor(budget / values));
  refuse(
    `@anneal/core: ${name}`,
    "schedule",
    `of fewer parts for ${values} values (at most ${parts}; ${instead})`,
    cost,
  );
}
