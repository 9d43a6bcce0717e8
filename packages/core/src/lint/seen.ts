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

/** Is told of a value that there is not. */
type Failed = (path: string, step: number, error: unknown) => void;

export const unseen = ({ node, path }: Part, isWhole = true): Seen => ({
  node,
  path,
  isWhole,
  inside: partsOf({ node, path, step: 0, state: node.initial }).map((part) => unseen(part, false)),
  course: new Course(node),
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

/** Which values are asked for: those that a rule needs, in the run and after it, or every one, to find what fails. */
export type Reading = "run" | "after" | Failed;

/**
 * Reads a schedule at one update and notes what the parts of it gave. Returns whether all had a value.
 *
 * Rules compare values of the whole, of what hands over, and of what has no parts; after the run, of these alone.
 */
export function note(
  seen: Seen,
  own: number,
  state: unknown,
  step: number,
  reading: Reading,
): boolean {
  const { node, inside, course } = seen;
  const read = (index: number): boolean => {
    const inner = inside[index]!;
    // On the clock of the whole there is nothing to reckon: most parts are, and there is one for every update.
    const at = node.span ? ownStep(node, inner.node, own, index) : own;
    return at === undefined || note(inner, at, stateIn(node, state, index, own), step, reading);
  };
  let sound = true;
  if (node.handsOver) for (const index of candidates(node, own)) sound = read(index) && sound;
  else for (let index = 0; index < inside.length; index++) sound = read(index) && sound;
  const isLeaf = inside.length === 0;
  const isNeeded = reading === "run" && (node.handsOver === true || seen.isWhole);
  if (!isLeaf && !isNeeded && typeof reading === "string") {
    seen.updates++;
    return sound;
  }
  try {
    const value = node.at(own, state);
    if (reading === "run") take(seen, own, value);
    if (isLeaf) course.add(own, step, value);
    return sound;
  } catch (error) {
    // What is wrong inside is told once, where it is.
    if (sound && typeof reading === "function") reading(seen.path, step, error);
    return false;
  }
}
