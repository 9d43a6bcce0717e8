import { refuse } from "./refuse.ts";
import type { Json, ScheduleSpec } from "./schedule.ts";

/** What a snapshot is taken of: a schedule or a plan. One that reacts to nothing has no `initial`. */
export interface Continuable {
  /** The state before anything was observed. */
  readonly initial?: unknown;
  /** The spec, as `JSON.stringify` asks for it. @throws {TypeError} If a part has no JSON form. */
  toJSON(): ScheduleSpec;
}

/** Everything that must be kept to continue a schedule elsewhere; plain JSON. */
export interface Snapshot {
  /** Version of this format. */
  readonly format: 1;
  /** Short hash of all the rest, to notice damage. */
  readonly fingerprint: string;
  /** The schedule that was running. */
  readonly spec: ScheduleSpec;
  /** Updates applied so far. */
  readonly step: number;
  /** State of a reactive schedule; `null` for one that reacts to nothing. */
  readonly state: Json;
}

export const refuseSnapshot = (what: string, rule: string, value: unknown): never =>
  refuse("@anneal/core: snapshot", what, rule, value, TypeError);

function textOf(value: unknown, replacer?: (key: string, item: unknown) => unknown): string {
  try {
    const text = JSON.stringify(value, replacer) as string | undefined;
    if (text) return text;
  } catch {
    // It holds itself, a bigint or more levels than there is room for.
  }
  return refuseSnapshot("it", "plain JSON", value);
}

/** A copy of a value as plain JSON: without cycles, and nobody else's. */
export const jsonOf = (value: unknown): Json => JSON.parse(textOf(value)) as Json;

/** With the keys of every object in order equal values have equal texts. */
const inOrder = (_key: string, item: unknown): unknown =>
  typeof item === "object" && item !== null && !Array.isArray(item)
    ? Object.fromEntries(Object.entries(item).sort(([a], [b]) => (a < b ? -1 : 1)))
    : item;

/**
 * A short hash of plain JSON that does not depend on the order of its keys: eight hexadecimal digits (32-bit FNV-1a of the
 * text with sorted keys).
 *
 * @param content - A spec, a snapshot, or any other JSON value.
 * @returns The hash. Two values that differ in one character have different ones; of others, one pair in four billion has the
 *   same.
 * @throws {TypeError} If `content` is no plain JSON.
 *
 * @example
 * ```ts
 * fingerprint({ kind: "constant", value: 0.1 }) === fingerprint({ value: 0.1, kind: "constant" }); // => true
 * ```
 */
export function fingerprint(content: unknown): string {
  let hash = 0x811c9dc5;
  for (const character of textOf(content, inOrder)) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** The snapshot of `schedule` after `step` updates. @throws {TypeError} If the schedule has no JSON form. */
export function takeSnapshot(schedule: Continuable, step: number, state: unknown): Snapshot {
  const content = { format: 1 as const, spec: schedule.toJSON(), step, state: jsonOf(state) };
  return { ...content, fingerprint: fingerprint(content) };
}
