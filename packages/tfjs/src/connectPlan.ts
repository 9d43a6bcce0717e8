import type { Plan, PlanDrive, ResumeOptions } from "@anneal/core";
import type { Callback } from "@tensorflow/tfjs-layers";
import { callbackMaker } from "./callback.ts";
import type { TensorFlow } from "./callback.ts";
import { planGear } from "./planGear.ts";
import type { PlanLike } from "./planGear.ts";
import { scheduleHooks } from "./scheduleHooks.ts";
import type { Conductor, Manner } from "./scheduleHooks.ts";
import type { RunTotals } from "./totals.ts";

/** A {@link PlanLike}, or a function of the run's totals that returns one. */
export type PlanSource = PlanLike | ((totals: RunTotals) => PlanLike);

/** Options of the callbacks of a plan. */
export interface PlanCallbackOptions extends ResumeOptions<Plan>, Manner {}

/** A `tf.Callback` that runs a plan, in one run or several. */
export interface PlanCallback extends Callback, Conductor<PlanDrive> {}

/** Plans as callbacks of the TensorFlow.js that they were connected to. */
export interface PlanConnection {
  /** A plan whose step is an update; otherwise as `perStep` of {@link connect}. */
  readonly perStep: (plan: PlanSource, options?: PlanCallbackOptions) => PlanCallback;
  /** A plan whose step is an epoch; otherwise as `perEpoch` of {@link connect}. */
  readonly perEpoch: (plan: PlanSource, options?: PlanCallbackOptions) => PlanCallback;
}

/**
 * Connects plans to your TensorFlow.js: several hyper-parameters on one clock.
 *
 * Each is set as {@link setHyperparameter} does, and is in `logs` and `history` under its name, the learning rate as `lr`.
 *
 * @param tf - The module that the model is made with.
 * @returns What makes a callback of a plan, by the unit of its steps; see {@link PlanConnection}.
 * @throws {TypeError} If `tf` has no `Callback`.
 *
 * @example
 * ```ts
 * const { perStep } = connectPlan(tf);
 * perStep(({ totalSteps }) => ({ learningRate: cosine({ initial: 0.1, steps: totalSteps }), momentum: 0.9 }));
 * ```
 */
export function connectPlan(tf: TensorFlow): PlanConnection {
  const callback = callbackMaker(tf, "connectPlan");
  const conduct =
    (entry: string, countsUpdates: boolean) =>
    (source: PlanSource, options?: PlanCallbackOptions) =>
      callback(scheduleHooks(planGear, entry, countsUpdates, source, options));
  return { perStep: conduct("perStep", true), perEpoch: conduct("perEpoch", false) };
}
