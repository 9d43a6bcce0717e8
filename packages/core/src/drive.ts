import { schedule as scheduleRule } from "./children.ts";
import { constant } from "./constant.ts";
import { defineKind, definePureSchedule } from "./define.ts";
import { metricsFor } from "./metricsFor.ts";
import { nonNegativeInteger, oneOf } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, ReactiveSchedule, Schedule, ScheduleSpec } from "./schedule.ts";
import {
  checkSnapshot,
  differences,
  stateFrom,
  requireResumable,
  takeSnapshot,
} from "./snapshot.ts";
import type { Continuable, Snapshot } from "./snapshot.ts";

/** Where to continue {@link drive} or {@link drivePlan}. */
export interface ResumeOptions<Running> {
  /**
   * Updates already applied, for a run that has no snapshot: an integer of at least 0. A schedule that reacts begins there
   * with the state of a beginning, as if nothing had been observed. Not with `resume`, which knows its step.
   * @defaultValue `0`
   */
  readonly from?: number | undefined;
  /** Where to continue: a snapshot taken earlier, here or elsewhere. @defaultValue the first update */
  readonly resume?: Snapshot | undefined;
  /**
   * What to do when the snapshot was taken under another schedule: `"error"` throws and names every option that differs;
   * `"keep-spec"` goes on with the schedule given, from the snapshot's step; `"use-snapshot"` goes on with the snapshot's
   * schedule, which `parse` builds. @defaultValue `"error"`
   */
  readonly onMismatch?: "error" | "keep-spec" | "use-snapshot" | undefined;
  /** Builds the snapshot's schedule for `"use-snapshot"`: `parse` of the package `anneal`, or your own. */
  readonly parse?: ((spec: ScheduleSpec) => Running) | undefined;
}

/** Options of {@link drive}. */
export type DriveOptions = ResumeOptions<Schedule | ReactiveSchedule>;

/** A schedule in use: a step counter and, for a reactive schedule, its state. */
export interface Drive {
  /** The schedule that is running. */
  readonly schedule: Schedule | ReactiveSchedule;
  /** Updates applied so far, which is the index of the next one. */
  readonly step: number;
  /** Learning rate of the next update. */
  readonly value: number;
  /**
   * Counts an update. Returns the learning rate of the next one.
   *
   * @param applied - `false` for an update that was skipped, for example by a loss scaler: the clock stands still.
   */
  advance(applied?: boolean): number;
  /**
   * Reports what was measured after the updates so far. Returns the learning rate of the next one.
   *
   * A second report at the same step counts once. A schedule that reacts to nothing ignores it.
   *
   * @param metrics - Values by name; a bare number where the schedule watches a single metric.
   * @throws {TypeError} If no watched metric is among `metrics`, if a value is not a number, or if a bare number is
   *   ambiguous.
   */
  observe(metrics: number | Readonly<Record<string, number>>): number;
  /** Everything needed to continue elsewhere: plain JSON. @throws {TypeError} If the schedule has no JSON form. */
  snapshot(): Snapshot;
}

const functionOfStep = /* @__PURE__ */ definePureSchedule<{ schedule: (step: number) => number }>(
  "function",
  {
    package: "@anneal/core",
    options: { schedule: scheduleRule },
    build: ({ schedule }) => ({ at: (step) => schedule(step) }),
  },
);

/**
 * Anything that gives a learning rate, as a schedule.
 *
 * @param composable - A number becomes a {@link constant}, a function of the step a schedule without a JSON form, and a
 *   schedule is returned as it is.
 * @throws {RangeError} If a number is negative or not finite.
 * @throws {TypeError} If it is anything else.
 *
 * @example
 * ```ts
 * scheduleFrom(0.1).spec; // => { kind: "constant", value: 0.1 }
 * scheduleFrom((step) => 0.1 / (step + 1)).end; // => Infinity
 * ```
 */
export function scheduleFrom(composable: Composable): Schedule | ReactiveSchedule {
  if (typeof composable === "number") return constant(composable);
  return Object.hasOwn(Object(composable) as object, "node")
    ? (composable as Schedule | ReactiveSchedule)
    : functionOfStep({ schedule: composable as (step: number) => number });
}

/** What runs, from where: the beginning, the step given, or what a snapshot says. */
interface Resumed<Running> {
  readonly running: Running;
  readonly step: number;
  readonly state: unknown;
}

const snapshotRule: Rule = {
  type: "object",
  rule: "a snapshot",
  accepts: (value) => Object(value) === value,
};

const parseRule: Rule = {
  type: "function",
  rule: "a function that builds from a spec",
  accepts: (value) => typeof value === "function",
};

/** Reads the options of `drive` and `drivePlan`, checked as those of a schedule are. */
/* @__NO_SIDE_EFFECTS__ */
export function resuming<Running extends Continuable>(
  kind: string,
): (running: Running, options: ResumeOptions<Running> | null) => Resumed<Running> {
  const checkOptions = defineKind<
    ResumeOptions<Running>,
    ResumeOptions<Running>,
    (options: unknown) => ResumeOptions<Running>
  >(
    kind,
    {
      package: "@anneal/core",
      options: {
        from: nonNegativeInteger,
        resume: snapshotRule,
        onMismatch: oneOf("error", "keep-spec", "use-snapshot"),
        parse: parseRule,
      },
      defaults: { from: undefined, resume: undefined, onMismatch: "error", parse: undefined },
      // Spread, a number would be no options at all.
      collect: (options: unknown) => (typeof options === "object" ? { ...options } : { options }),
      build(options, fail) {
        const { from, resume, onMismatch, parse } = options;
        if (resume && from !== undefined)
          fail("from", "left out with resume, which knows its step");
        if (onMismatch === "use-snapshot" && !parse)
          fail("parse", 'given with onMismatch "use-snapshot"');
        return options;
      },
    },
    (options) => options,
  );
  return (running, options) => {
    // What a store gives for a snapshot that it does not have would start the run anew.
    if ((options?.resume as unknown) === null) checkSnapshot(null);
    const { from = 0, resume, onMismatch, parse } = checkOptions(options ?? {});
    if (!resume) return { running, step: from, state: running.initial ?? null };
    const snapshot = checkSnapshot(resume);
    const different = differences(running.toJSON(), snapshot.spec);
    if (different.length > 0 && onMismatch === "error") {
      throw new RangeError(
        `@anneal/core: ${kind}: the snapshot was taken under another ${kind === "drive" ? "schedule" : "plan"}: ${different.join("; ").slice(0, 1000)}; onMismatch "keep-spec" goes on with the values of this one, "use-snapshot" with those of the other`,
      );
    }
    const continued =
      different.length > 0 && onMismatch === "use-snapshot" ? parse!(snapshot.spec) : running;
    return { running: continued, step: snapshot.step, state: stateFrom(snapshot, continued) };
  };
}

const resumeSchedule = /* @__PURE__ */ resuming<Schedule | ReactiveSchedule>("drive");

/**
 * Runs a schedule: owns the step counter and the reactive state, and nothing else.
 *
 * It never touches an optimizer and holds no reference to one. Resuming needs the snapshot alone, not the previous
 * learning rate.
 *
 * @param composable - Anything that gives a learning rate.
 * @param options - See {@link DriveOptions}.
 * @throws {RangeError} If the snapshot was taken under another schedule and `onMismatch` is `"error"`, if `onMismatch`
 *   is another word, if `from` is no integer of at least 0, or if it is given together with `resume`.
 * @throws {TypeError} If the snapshot is malformed or its state does not fit, if a schedule to resume has no JSON form, or if
 *   an option is unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const run = drive(ramp({ from: 0.1, to: 0, steps: 10 }));
 * run.advance();
 * const later = drive(ramp({ from: 0.1, to: 0, steps: 10 }), { resume: run.snapshot() });
 * later.value; // => 0.09000000000000001
 * drive(ramp({ from: 0.1, to: 0, steps: 10 }), { from: 5 }).value; // => 0.05
 * ```
 */
export function drive(composable: Composable, options: DriveOptions = {}): Drive {
  const { running: schedule, ...from } = resumeSchedule(scheduleFrom(composable), options);
  requireResumable(schedule);
  let { step, state } = from;

  const valueNow = (): number => (isReactive(schedule) ? schedule.at(step, state) : schedule(step));

  return {
    schedule,
    get step() {
      return step;
    },
    get value() {
      return valueNow();
    },
    advance(applied = true) {
      if (applied) step += 1;
      return valueNow();
    },
    observe(metrics) {
      if (isReactive(schedule)) {
        state = schedule.observe(state, { step, metrics: metricsFor(metrics, schedule.monitors) });
      }
      return valueNow();
    },
    snapshot: () => takeSnapshot(schedule, step, state),
  };
}
