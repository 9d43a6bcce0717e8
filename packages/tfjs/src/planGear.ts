import { drivePlan, plan } from "@anneal/core";
import type { Composable, Plan, PlanDrive, ResumeOptions } from "@anneal/core";
import type { Gear } from "./gear.ts";
import { setHyperparameter } from "./setHyperparameter.ts";

/** Schedules by the names of the hyper-parameters that they drive, or the `plan` made of them. */
export type PlanLike = Plan | Readonly<Record<string, Composable>>;

const isPlan = (source: PlanLike): source is Plan => typeof source["at"] === "function";

/** Several hyper-parameters, each set in its own way. */
export const planGear: Gear<PlanLike, PlanDrive, ResumeOptions<Plan>> = {
  start: (source, options) => drivePlan(isPlan(source) ? source : plan(source), options),
  accepts: (source) => typeof source === "object" && source !== null,
  values: (run) => run.values,
  monitors: (run) => run.plan.monitors,
  set: setHyperparameter,
};
