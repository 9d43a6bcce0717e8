import { drivePlan, plan } from "@anneal/core";
import type { Composable, Plan, PlanDrive, ResumeOptions } from "@anneal/core";
import { setterOf } from "./gear.ts";
import type { Gear, Setter } from "./gear.ts";
import { setHyperparameter } from "./setHyperparameter.ts";

/** Schedules by the names of the hyper-parameters that they drive, or the `plan` made of them. */
export type PlanLike = Plan | Readonly<Record<string, Composable>>;

const isPlan = (source: PlanLike): source is Plan =>
  typeof (source as Partial<Plan> | null | undefined)?.at === "function";

/** Several hyper-parameters, each set in its own way. */
export const planGear: Gear<PlanLike, PlanDrive, ResumeOptions<Plan>> = {
  start: (source, options) => drivePlan(isPlan(source) ? source : plan(source), options),
  setter() {
    const setters = new Map<string, Setter<PlanDrive>>();
    let values: Readonly<Record<string, number>>;
    const setterFor = (name: string): Setter<PlanDrive> =>
      setterOf(
        name,
        name === "learningRate" ? "lr" : name,
        () => values[name]!,
        (optimizer, value) => setHyperparameter(optimizer, name, value),
      );
    return {
      set(optimizer, run, ...rest) {
        values = run.values;
        for (const name of run.plan.names) {
          if (!setters.has(name)) setters.set(name, setterFor(name));
          setters.get(name)!.set(optimizer, run, ...rest);
        }
      },
      note(logs, isNew) {
        for (const setter of setters.values()) setter.note(logs, isNew);
      },
    };
  },
};
