import type { ScheduleNode } from "../behaviour.ts";
import { partsOf, stateIn } from "../inside.ts";
import type { Moment, Part } from "../inside.ts";
import { candidates } from "../nextOf.ts";
import { ownStep } from "../span.ts";
import { Course } from "./course.ts";

/** What the updates of a run see of one schedule, in figures: a long run of many parts would not fit into memory. */
export interface Seen {
  readonly node: ScheduleNode;
  readonly path: string;
  readonly isWhole: boolean;
  readonly inside: readonly Seen[];
  /** The values of one round, and of as many updates again after the run. */
  readonly course: Course;
  /** Its step and state at the update that is being read. */
  own: number;
  state: unknown;
  /** In how many updates it has a part and a value. */
  updates: number;
  /** Its last step and value. */
  step: number;
  value: number;
  /** The furthest of its steps, and the longest way from one update to the next; 0 for a single update. */
  reach: number;
  pace: number;
  highest: number;
  lowest: number;
}

export const unseen = ({ node, path }: Part, isWhole = true): Seen => ({
  node,
  path,
  isWhole,
  inside: partsOf({ node, path, step: 0, state: node.initial }).map((part) => unseen(part, false)),
  course: new Course(node),
  own: 0,
  state: null,
  updates: 0,
  step: 0,
  value: 0,
  reach: 0,
  pace: 0,
  highest: 0,
  lowest: Infinity,
});

export const isActive = (part: Part): part is Moment => part.step !== undefined;

export const everyPart = (seen: Seen): Seen[] => [seen, ...seen.inside.flatMap(everyPart)];

export const leavesOf = (seen: Seen): Seen[] =>
  seen.inside.length > 0 ? seen.inside.flatMap(leavesOf) : [seen];

/** The own steps of a part from one update to the next. */
export const paceOf = ({ pace }: Seen): number => pace || 1;

function take(seen: Seen, own: number, value: number): void {
  if (seen.updates++ > 0) seen.pace = Math.max(seen.pace, own - seen.step);
  seen.step = own;
  seen.value = value;
  seen.reach = Math.max(seen.reach, own);
  seen.highest = Math.max(seen.highest, value);
  seen.lowest = Math.min(seen.lowest, value);
}

/** Readies a part for its step, if it has one; `undefined` while it has no part in the value. */
function enter(whole: Seen, index: number): Seen | undefined {
  const { node, own, state } = whole;
  const part = whole.inside[index]!;
  // On the clock of the whole there is nothing to reckon: most parts are, and there is one for every update.
  const at = node.span ? ownStep(node, part.node, own, index) : own;
  if (at === undefined) return undefined;
  part.own = at;
  part.state = stateIn(node, state, index, own);
  return part;
}

/** The indices of the parts that may have one in the value. So few in a row are sooner looked at than chosen from. */
const insideOf = ({ node, inside, own }: Seen): Iterable<number> =>
  node.handsOver && inside.length > 3 ? candidates(node, own) : inside.keys();

/**
 * Reads a schedule at one update and notes what the parts of it gave; throws what one of them throws.
 *
 * Rules compare values of the whole, of what hands over, and of what has no parts; after the run, of these alone.
 */
export function note(whole: Seen, step: number, inRun: boolean): void {
  whole.own = step;
  whole.state = whole.node.initial;
  // A list, not a call for each part: engines compile calls inside calls anew for every schedule.
  const open = [whole];
  for (let seen = open.pop(); seen; seen = open.pop()) {
    const { node, inside, own } = seen;
    const isLeaf = inside.length === 0;
    if (isLeaf || (inRun && (seen.isWhole || node.handsOver))) {
      const value = node.at(own, seen.state);
      if (inRun) take(seen, own, value);
      if (isLeaf) seen.course.add(own, step, value);
    } else seen.updates++;
    for (const index of insideOf(seen)) {
      const part = enter(seen, index);
      if (part) open.push(part);
    }
  }
}

/** Is told of a value that there is not. */
type Failed = (path: string, step: number, error: unknown) => void;

/** Finds the parts that have no value at the step they were read at last. Returns whether there are none. */
export function diagnose(seen: Seen, step: number, failed: Failed): boolean {
  const { node, own, state } = seen;
  let sound = true;
  for (const index of insideOf(seen)) {
    const part = enter(seen, index);
    if (part && !diagnose(part, step, failed)) sound = false;
  }
  // What is wrong inside is told once, where it is.
  if (!sound) return false;
  try {
    node.at(own, state);
    return true;
  } catch (error) {
    failed(seen.path, step, error);
    return false;
  }
}
