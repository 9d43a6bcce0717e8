import { show } from "./define.ts";
import { nonNegativeInteger } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Json, ReactiveSchedule, Schedule, ScheduleSpec } from "./schedule.ts";

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

const maxDepth = 256;

const canonical = (value: Json, depth = 0): string => {
  if (depth > maxDepth) {
    throw new RangeError(`@anneal/core: a spec is nested deeper than ${String(maxDepth)}`);
  }
  if (Array.isArray(value)) {
    return `[${value.map((item: Json) => canonical(item, depth + 1)).join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, item]) => `${JSON.stringify(key)}:${canonical(item, depth + 1)}`).join()}}`;
};

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
  for (const unit of canonical(spec)) {
    hash = Math.imul(hash ^ unit.codePointAt(0)!, 0x01000193);
  }
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/** What differs between two specs, as `path: configured → snapshot`. */
export function differences(
  configured: Json | undefined,
  stored: Json | undefined,
  path: string,
): string[] {
  const isNode = (value: Json | undefined): value is Record<string, Json> =>
    typeof value === "object" && value !== null;
  if (isNode(configured) && isNode(stored)) {
    const keys = [...new Set([...Object.keys(configured), ...Object.keys(stored)])];
    return keys.flatMap((key) =>
      differences(
        Object.hasOwn(configured, key) ? configured[key] : undefined,
        Object.hasOwn(stored, key) ? stored[key] : undefined,
        Array.isArray(configured) ? `${path}[${key}]` : `${path}.${key}`,
      ),
    );
  }
  return configured === stored ? [] : [`${path}: ${show(configured)} here, ${show(stored)} there`];
}

const copyOf = (state: unknown): Json => JSON.parse(JSON.stringify(state)) as Json;

/** Whether `state` could be a later state of a schedule that began with `initial`: the same shape, `null` where no number is yet. */
const fits = (initial: unknown, state: unknown): boolean => {
  if (initial === null) return state === null || Number.isFinite(state);
  if (typeof initial === "number") return Number.isFinite(state);
  if (typeof initial !== "object") return typeof state === typeof initial;
  if (typeof state !== "object" || state === null) return false;
  const entries = Object.entries(initial);
  return (
    Array.isArray(state) === Array.isArray(initial) &&
    Object.keys(state).length === entries.length &&
    entries.every(
      ([key, item]) =>
        Object.hasOwn(state, key) && fits(item, (state as Record<string, unknown>)[key]),
    )
  );
};

/** The snapshot of `schedule` after `step` updates. @throws {TypeError} If the schedule has no JSON form. */
export function takeSnapshot(
  schedule: Schedule | ReactiveSchedule,
  step: number,
  state: unknown,
): Snapshot {
  const spec = schedule.toJSON();
  return {
    format: 1,
    fingerprint: fingerprint(spec),
    spec,
    step,
    state: isReactive(schedule) ? copyOf(state) : null,
  };
}

/** Checks that a value is a snapshot in a format this version reads. */
export function checkSnapshot(value: unknown): Snapshot {
  const refuse = (field: string, rule: string, got: unknown): never => {
    throw new TypeError(`@anneal/core: snapshot: ${field} must be ${rule}, got ${show(got)}`);
  };
  if (typeof value !== "object" || value === null) refuse("it", "an object", value);
  // From here on it is JSON and nobody else's.
  const snapshot = copyOf(value) as unknown as Snapshot;
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
export function stateFrom(snapshot: Snapshot, schedule: Schedule | ReactiveSchedule): unknown {
  const initial = isReactive(schedule) ? schedule.initial : null;
  if (fits(initial, snapshot.state)) return snapshot.state;
  throw new TypeError("@anneal/core: snapshot: its state does not fit the schedule");
}
