import { awaited } from "./awaited.ts";
import { schedule as scheduleRule } from "./children.ts";
import { constant } from "./constant.ts";
import { defineKind } from "./defineKind.ts";
import { definePureSchedule } from "./defineSchedule.ts";
import { observed } from "./observed.ts";
import type { Resume, Resumed } from "./resumeFrom.ts";
import { nonNegativeInteger } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { isReactive } from "./schedule.ts";
import type { Composable, ReactiveSchedule, Schedule } from "./schedule.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Continuable, Snapshot } from "./snapshot.ts";

/** Where {@link drive} or {@link drivePlan} begins or continues. */
export interface ResumeOptions<Running> {
  /**
   * Updates already applied, for a run that has no snapshot: an integer of at least 0. A schedule that reacts begins there
   * with the state of a beginning, as if nothing had been observed. Not with `resume`, which knows its step.
   * @defaultValue `0`
   */
  readonly from?: number | undefined;
  /** Where to continue: what `resumeFrom` made of a snapshot. @defaultValue the first update */
  readonly resume?: Resume<Running> | undefined;
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
  /** Names of the metrics that an observation now is for: not those that only a phase which is not running watches. */
  readonly monitors: readonly string[];
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
   * @throws {TypeError} If none of the metrics watched now is among `metrics`, if a value is not a number, or if a bare number is
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

const resumeRule: Rule = {
  type: "function",
  rule: "resumeFrom(snapshot)",
  accepts: (value) => typeof value === "function",
};

/** Reads the options of `drive` and `drivePlan`, checked as those of a schedule are: what runs, from where, in what state. */
/* @__NO_SIDE_EFFECTS__ */
export function beginning<Running extends Continuable>(
  kind: string,
): (running: Running, options: ResumeOptions<Running> | undefined) => Resumed<Running> {
  const checkOptions = defineKind<
    ResumeOptions<Running>,
    ResumeOptions<Running>,
    (options: unknown) => ResumeOptions<Running>
  >(
    kind,
    {
      package: "@anneal/core",
      options: { from: nonNegativeInteger, resume: resumeRule },
      defaults: { from: undefined, resume: undefined },
      // Spread, a number would be no options at all.
      collect: (options: unknown) => (typeof options === "object" ? { ...options } : { options }),
      build(options, fail) {
        if (options.resume && options.from !== undefined) {
          fail("from", "left out with resume, which knows its step");
        }
        return options;
      },
    },
    (options) => options,
  );
  return (running, options = {}) => {
    const { from = 0, resume } = checkOptions(options);
    return (
      resume?.(running) ?? {
        running,
        step: from,
        state: Object.hasOwn(running, "initial") ? running.initial : null,
      }
    );
  };
}

const begin = /* @__PURE__ */ beginning<Schedule | ReactiveSchedule>("drive");

/**
 * Runs a schedule: owns the step counter and the reactive state, and nothing else.
 *
 * It never touches an optimizer and holds no reference to one. Resuming needs the snapshot alone, not the previous
 * learning rate.
 *
 * @param composable - Anything that gives a learning rate.
 * @param options - See {@link DriveOptions}.
 * @throws {RangeError} If `from` is no integer of at least 0, or if it is given together with `resume`; what `resume` throws.
 * @throws {TypeError} If an argument is no schedule, or if an option is unknown or of the wrong type; what `resume` throws.
 *
 * @example
 * ```ts
 * const run = drive(ramp({ from: 0.1, to: 0, steps: 10 }));
 * run.advance();
 * const later = drive(ramp({ from: 0.1, to: 0, steps: 10 }), { resume: resumeFrom(run.snapshot()) });
 * later.value; // => 0.09000000000000001
 * drive(ramp({ from: 0.1, to: 0, steps: 10 }), { from: 5 }).value; // => 0.05
 * ```
 */
export function drive(composable: Composable, options?: DriveOptions): Drive {
  const { running: schedule, ...from } = begin(scheduleFrom(composable), options);
  let { step, state } = from;

  // Asked once: an update takes half as long as where it asks each time.
  const reacts = isReactive(schedule);
  const valueNow = (): number => (reacts ? schedule.at(step, state) : schedule(step));

  return {
    schedule,
    get step() {
      return step;
    },
    get value() {
      return valueNow();
    },
    get monitors() {
      return awaited(schedule.node, step, state);
    },
    advance(applied = true) {
      if (applied) step += 1;
      return valueNow();
    },
    observe(metrics) {
      if (reacts) state = observed(schedule, step, state, metrics);
      return valueNow();
    },
    snapshot: () => takeSnapshot(schedule, step, state),
  };
}
