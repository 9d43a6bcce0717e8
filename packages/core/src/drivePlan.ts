import { awaited } from "./awaited.ts";
import { refuse } from "./refuse.ts";
import { beginning } from "./drive.ts";
import type { ResumeOptions } from "./drive.ts";
import { observed } from "./observed.ts";
import type { Plan, PlanStates } from "./plan.ts";
import { takeSnapshot } from "./snapshot.ts";
import type { Snapshot } from "./snapshot.ts";

/** A plan in use: a step counter and the states of its schedules. */
export interface PlanDrive<Name extends string = string> {
  /** The plan that is running. */
  readonly plan: Plan<Name>;
  /** Updates applied so far, which is the index of the next one. */
  readonly step: number;
  /** Values for the next update: an object of your own. */
  readonly values: Record<Name, number>;
  /** Names of the metrics that an observation now is for: not those that only a phase which is not running watches. */
  readonly monitors: readonly string[];
  /** Writes the values for the next update into `target`, which it returns; allocates nothing. */
  fill(target: Record<Name, number>): Record<Name, number>;
  /**
   * Counts an update. Returns the values for the next one.
   *
   * @param applied - `false` for an update that was skipped, for example by a loss scaler: the clock stands still.
   */
  advance(applied?: boolean): Record<Name, number>;
  /**
   * Reports what was measured after the updates so far. Returns the values for the next one.
   *
   * @throws {TypeError} If none of the metrics watched now is among `metrics`, if a value is not a number, or if a bare number is
   *   ambiguous.
   */
  observe(metrics: number | Readonly<Record<string, number>>): Record<Name, number>;
  /** Everything needed to continue elsewhere: plain JSON. @throws {TypeError} If a schedule has no JSON form. */
  snapshot(): Snapshot;
}

/**
 * Runs a plan as {@link drive} runs a schedule.
 *
 * @param plan - What `plan` or {@link parsePlan} returned.
 * @param options - Where to continue: see {@link ResumeOptions}.
 * @throws {RangeError} If `from` is no integer of at least 0, or if it is given together with `resume`; what `resume` throws.
 * @throws {TypeError} If `plan` is no plan, or if an option is unknown or of the wrong type; what `resume` throws.
 *
 * @example
 * ```ts
 * const run = drivePlan(plan({ learningRate: ramp({ from: 0.1, to: 0, steps: 2 }), momentum: 0.9 }));
 * run.advance(); // => { learningRate: 0.05, momentum: 0.9 }
 * ```
 */
export function drivePlan<Name extends string>(
  plan: Plan<Name>,
  options?: ResumeOptions<Plan<Name>>,
): PlanDrive<Name> {
  if (!Array.isArray((plan as Partial<Plan> | null | undefined)?.names)) {
    refuse("@anneal/core: drivePlan", "plan", "a plan", plan, TypeError);
  }
  const { running, ...from } = beginning<Plan<Name>>("drivePlan")(plan, options);
  let { step } = from;
  let states = from.state as PlanStates<Name>;
  const valuesNow = (target?: Record<Name, number>): Record<Name, number> =>
    running.at(step, states, target);
  return {
    plan: running,
    get step() {
      return step;
    },
    get values() {
      return valuesNow();
    },
    get monitors() {
      return awaited(running, step, states);
    },
    fill: valuesNow,
    advance(applied = true) {
      if (applied) step += 1;
      return valuesNow();
    },
    observe(metrics) {
      if (running.monitors.length > 0) states = observed(running, step, states, metrics);
      return valuesNow();
    },
    snapshot: () => takeSnapshot(running, step, states),
  };
}
