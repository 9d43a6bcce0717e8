import type { Plan, PlanDrive, ResumeOptions } from "@anneal/core";
import { bound } from "./bind.ts";
import type { ChangeListener } from "./change.ts";
import type { OptimizerLike } from "./learningRate.ts";
import { planGear } from "./planGear.ts";
import type { PlanLike } from "./planGear.ts";

/** Options of {@link bindPlan}. */
export interface BindPlanOptions extends ResumeOptions<Plan> {
  /** Hears of every value that changes, when it is set. */
  readonly onChange?: ChangeListener | undefined;
}

/**
 * Runs a plan on an optimizer, for a training loop of your own: as {@link bind} does a schedule.
 *
 * @param optimizer - See {@link setHyperparameter}.
 * @param plan - Schedules by the names of the hyper-parameters, or a `plan`.
 * @param options - See {@link BindPlanOptions}.
 * @returns The clock, as `drivePlan` of `@anneal/core` returns it.
 * @throws {RangeError} If a value is out of range, or if the snapshot is of another plan.
 * @throws {TypeError} If an argument is of the wrong type, or if the optimizer has no such hyper-parameter.
 *
 * @example
 * ```ts
 * const run = bindPlan(optimizer, {
 *   learningRate: cosine({ initial: 0.1, steps: 1000 }),
 *   momentum: ramp({ from: 0.85, to: 0.95, steps: 1000 }),
 * });
 * ```
 */
export function bindPlan(
  optimizer: OptimizerLike,
  plan: PlanLike,
  { onChange, ...options }: BindPlanOptions = {},
): PlanDrive {
  return bound(planGear, optimizer, planGear.start(plan, options), onChange);
}
