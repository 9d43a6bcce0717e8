import { defineKind } from "./defineKind.ts";
import { show } from "./refuse.ts";
import { differences } from "./differences.ts";
import { nonNegativeInteger, oneOf } from "./rules.ts";
import type { Rule } from "./rules.ts";
import type { ScheduleSpec } from "./schedule.ts";
import { fingerprint, jsonOf, refuseSnapshot } from "./snapshot.ts";
import type { Continuable, Snapshot } from "./snapshot.ts";

/** What runs, and from where. */
export interface Resumed<Running> {
  /** The schedule or plan that goes on. */
  readonly running: Running;
  /** Updates applied before. */
  readonly step: number;
  /** Its state. */
  readonly state: unknown;
}

/**
 * Where a run continues: what {@link resumeFrom} returns, for the option `resume`.
 *
 * @typeParam Other - What may run in the place of the schedule given, with `"use-snapshot"`.
 */
export interface Resume<Other = never> {
  <Running extends Continuable>(running: Running): Resumed<Running | Other>;
  /** The snapshot that it continues from: a copy, checked. */
  readonly snapshot: Snapshot;
}

/** Options of {@link resumeFrom}. */
export interface ResumeFromOptions<Other = never> {
  /**
   * What to do when the snapshot was taken under another schedule: `"error"` throws and names every option that differs;
   * `"keep-spec"` goes on with the schedule given, from the snapshot's step; `"use-snapshot"` goes on with the snapshot's
   * schedule, which `parse` builds. @defaultValue `"error"`
   */
  readonly onMismatch?: "error" | "keep-spec" | "use-snapshot" | undefined;
  /** Builds the snapshot's schedule for `"use-snapshot"`: `parse` or `parsePlan` of the package `anneal`, or your own. */
  readonly parse?: ((spec: ScheduleSpec) => Other) | undefined;
}

const parseRule: Rule = {
  type: "function",
  rule: "a function that builds from a spec",
  accepts: (value) => typeof value === "function",
};

const optionsOf = /* @__PURE__ */ defineKind<
  ResumeFromOptions<unknown>,
  ResumeFromOptions<unknown>,
  (options: object) => ResumeFromOptions<unknown>
>(
  "resumeFrom",
  {
    package: "@anneal/core",
    options: {
      onMismatch: /* @__PURE__ */ oneOf("error", "keep-spec", "use-snapshot"),
      parse: parseRule,
    },
    defaults: { onMismatch: "error", parse: undefined },
    build(options, fail) {
      if (options.onMismatch === "use-snapshot" && !options.parse) {
        fail("parse", 'given with onMismatch "use-snapshot"');
      }
      return options;
    },
  },
  (options) => options,
);

/** A copy of a snapshot in a format that this version reads, as it was taken. */
function checkedSnapshot(value: unknown): Snapshot {
  const snapshot = (typeof value === "object" ? jsonOf(value) : null) as Snapshot | null;
  if (!snapshot) return refuseSnapshot("it", "an object", value);
  const { fingerprint: stored, ...content } = snapshot;
  const { format, spec, step } = content as { format: unknown; spec?: ScheduleSpec; step: unknown };
  if (format !== 1) refuseSnapshot("format", "1", format);
  if (typeof spec?.kind !== "string") refuseSnapshot("spec", "an object with a kind", spec);
  if (!nonNegativeInteger.accepts(step)) refuseSnapshot("step", nonNegativeInteger.rule, step);
  const actual = fingerprint(content);
  if (stored !== actual) {
    refuseSnapshot("fingerprint", `that of its spec, step and state (${actual})`, stored);
  }
  return snapshot;
}

/** What a later state must have where the first one has `first`: the same shape, `null` where no number is yet. */
const stateRule = (first: unknown): string =>
  first === undefined
    ? "left out"
    : first === null
      ? "a finite number or null"
      : Array.isArray(first)
        ? "an array"
        : typeof first === "number"
          ? "a finite number"
          : `${typeof first === "object" ? "an" : "a"} ${typeof first}`;

/** Whether something that is not nested may follow upon `first`. */
const mayFollow = (first: unknown, now: unknown): boolean =>
  first === null
    ? now === null || Number.isFinite(now)
    : typeof first === "number"
      ? Number.isFinite(now)
      : typeof first !== "object" && typeof now === typeof first;

/** A value for an error message: of one that is nested the beginning of its JSON. */
const written = (value: unknown): string =>
  Object(value) === value ? JSON.stringify(value).slice(0, 99) : show(value);

/**
 * Continues a run from a snapshot taken earlier, here or elsewhere: what the option `resume` takes.
 *
 * The snapshot is checked at once: its format, and by its fingerprint that nothing in it was changed. What runs under it is
 * compared with it when the run begins.
 *
 * @param snapshot - What `snapshot()` of {@link drive} returned, also after `JSON.parse`.
 * @param options - See {@link ResumeFromOptions}.
 * @returns What `resume` of {@link drive}, {@link drivePlan} and the adapters takes.
 * @throws {TypeError} If the snapshot is malformed or was changed, or if an option is unknown or of the wrong type. When the
 *   run begins: if the state in it does not fit, with the path to what does not, or if the schedule has no JSON form.
 * @throws {RangeError} If `onMismatch` is another word, or if `"use-snapshot"` has no `parse`. When the run begins: if the
 *   snapshot was taken under another schedule and `onMismatch` is `"error"`.
 *
 * @example
 * ```ts
 * const schedule = ramp({ from: 0.1, to: 0, steps: 10 });
 * const run = drive(schedule);
 * run.advance();
 * const saved = JSON.stringify(run.snapshot());
 * drive(schedule, { resume: resumeFrom(JSON.parse(saved)) }).value; // => 0.09000000000000001
 * ```
 */
export function resumeFrom<Other = never>(
  snapshot: Snapshot,
  options: ResumeFromOptions<Other> = {},
): Resume<Other> {
  const { onMismatch, parse } = optionsOf(options) as ResumeFromOptions<Other>;
  const kept = checkedSnapshot(snapshot);
  const { spec, step, state } = kept;
  const resume = <Running extends Continuable>(running: Running): Resumed<Running | Other> => {
    const configured = running.toJSON();
    const different = differences(configured, spec, Object.is);
    if (different[0] && onMismatch === "error") {
      const list = different.map(
        ({ path, here, there }) => `spec${path}: ${written(here)} here, ${written(there)} there`,
      );
      throw new RangeError(
        `@anneal/core: resumeFrom: the snapshot was taken under another ${configured.kind === "plan" ? "plan" : "schedule"}: ${list.join("; ").slice(0, 1000)}; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other`,
      );
    }
    const continued = different[0] && onMismatch === "use-snapshot" ? parse!(spec) : running;
    const { initial = null } = continued as Partial<Continuable>;
    const [misfit] = differences(initial, state, mayFollow);
    if (misfit) {
      const { path, here, there } = misfit;
      refuseSnapshot(`state${path}`, `${stateRule(here)}, as the schedule has it`, there);
    }
    return { running: continued, step, state };
  };
  return Object.assign(resume, { snapshot: kept });
}
