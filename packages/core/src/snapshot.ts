import { show } from "./define.ts";
import { nonNegativeInteger } from "./rules.ts";
import type { Json, ScheduleSpec } from "./schedule.ts";

/** What a snapshot is taken of: a schedule or a plan. One that reacts to nothing has no `initial`. */
export interface Continuable {
  readonly initial?: unknown;
  toJSON(): ScheduleSpec;
}

/** Everything that must be kept to continue a schedule elsewhere; plain JSON. */
export interface Snapshot {
  /** Version of this format. */
  readonly format: 1;
  /** Short hash of `spec`, to tell two configurations apart at a glance. */
  readonly fingerprint: string;
  /** The schedule that was running. */
  readonly spec: ScheduleSpec;
  /** Updates applied so far. */
  readonly step: number;
  /** State of a reactive schedule; `null` for one that reacts to nothing. */
  readonly state: Json;
}

const refuse = (field: string, rule: string, got: unknown): never => {
  throw new TypeError(`@anneal/core: snapshot: ${field} must be ${rule}, got ${show(got)}`);
};

function copyOf(value: unknown): Json {
  try {
    return JSON.parse(JSON.stringify(value)) as Json;
  } catch {
    return refuse("it", "plain JSON", value);
  }
}

const maxPath = 4096;
const maxLeaves = 100_000;

/** The numbers, words and nulls in a JSON value, by the path to each. */
function leavesOf(value: unknown, path = "", leaves = new Map<string, unknown>()): typeof leaves {
  if (path.length > maxPath || leaves.size > maxLeaves) {
    throw new RangeError(
      `@anneal/core: snapshot: spec and state must each have at most ${String(maxLeaves)} values, at paths of at most ${String(maxPath)} characters; use smaller windows, or fewer schedules that react`,
    );
  }
  if (Object(value) !== value) leaves.set(path, value);
  else {
    for (const [key, item] of Object.entries(value as object)) {
      leavesOf(item, Array.isArray(value) ? `${path}[${key}]` : `${path}.${key}`, leaves);
    }
  }
  return leaves;
}

/**
 * A short hash of a spec that does not depend on the order of its keys: eight hexadecimal digits (32-bit FNV-1a).
 *
 * @example
 * ```ts
 * fingerprint({ kind: "constant", value: 0.1 }) === fingerprint({ value: 0.1, kind: "constant" }); // => true
 * ```
 */
export function fingerprint(spec: ScheduleSpec): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify([...leavesOf(copyOf(spec))].sort())) {
    hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What differs between two specs. */
export function differences(configured: ScheduleSpec, stored: ScheduleSpec): string[] {
  const here = leavesOf(configured, "spec");
  const there = leavesOf(stored, "spec");
  return [...new Set([...here.keys(), ...there.keys()])]
    .filter((path) => here.get(path) !== there.get(path))
    .map((path) => `${path}: ${show(here.get(path))} here, ${show(there.get(path))} there`);
}

/** Whether `state` could be a later state of a schedule that began with `initial`: the same shape, `null` where no number is yet. */
function fits(initial: unknown, state: unknown): boolean {
  const earlier = leavesOf(initial);
  const later = leavesOf(state);
  return (
    earlier.size === later.size &&
    [...earlier].every(([path, before]) => {
      const now = later.get(path);
      if (before === null && now === null) return true;
      return before === null || typeof before === "number"
        ? Number.isFinite(now)
        : typeof now === typeof before;
    })
  );
}

/**
 * Checks that a snapshot of the state could be resumed: a state keeps the shape of the first one.
 *
 * @throws {RangeError} If it is too deep or too large.
 */
export function requireResumable({ initial }: Continuable): void {
  leavesOf(initial);
}

/** The snapshot of `schedule` after `step` updates. @throws {TypeError} If the schedule has no JSON form. */
export function takeSnapshot(schedule: Continuable, step: number, state: unknown): Snapshot {
  const spec = schedule.toJSON();
  return { format: 1, fingerprint: fingerprint(spec), spec, step, state: copyOf(state) };
}

/** Checks that a value is a snapshot in a format this version reads. */
export function checkSnapshot(value: unknown): Snapshot {
  // A copy is JSON, without cycles, and nobody else's.
  const snapshot = (typeof value === "object" ? copyOf(value) : null) as Snapshot | null;
  if (!snapshot) return refuse("it", "an object", value);
  if ((snapshot.format as number) !== 1) refuse("format", "1", snapshot.format);
  if (typeof (snapshot.spec as ScheduleSpec | null)?.kind !== "string") {
    refuse("spec", "an object with a kind", snapshot.spec);
  }
  if (snapshot.fingerprint !== fingerprint(snapshot.spec)) {
    refuse("fingerprint", `that of its spec (${fingerprint(snapshot.spec)})`, snapshot.fingerprint);
  }
  if (!nonNegativeInteger.accepts(snapshot.step)) {
    refuse("step", nonNegativeInteger.rule, snapshot.step);
  }
  return snapshot;
}

/** The state in `snapshot`, for `schedule`. @throws {TypeError} If it is no state of this schedule. */
export function stateFrom(snapshot: Snapshot, schedule: Continuable): unknown {
  if (fits(schedule.initial ?? null, snapshot.state)) return snapshot.state;
  throw new TypeError("@anneal/core: snapshot: its state does not fit the schedule");
}
