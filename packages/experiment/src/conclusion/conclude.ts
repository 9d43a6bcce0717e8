import { canonicalJson } from "../records/canonicalJson.ts";
import type { Plan } from "../records/plan.ts";
import type { Environment, Results, ResultsByKey } from "../records/results.ts";
import { compare } from "./rows.ts";

const byText = (a: unknown, b: unknown): number => (canonicalJson(a) < canonicalJson(b) ? -1 : 1);

/** What a plan has given so far. It depends on the plan and on the results alone, not on who asks or when. */
export function conclude(plan: Plan, byKey: ResultsByKey): Results {
  const [{ trial }] = plan.trials as [Plan["trials"][number]];
  const trials = plan.trials.flatMap(({ key }) => byKey.get(key) ?? []);
  const machines = new Map<string, Environment>();
  for (const { timings } of trials) {
    if (timings) machines.set(canonicalJson(timings.environment), timings.environment);
  }
  return {
    format: 1,
    complete: trials.length === plan.trials.length,
    plan: plan.hash,
    settings: plan.settings,
    protocol: { version: trial.protocol, task: plan.task },
    backend: trial.backend,
    versions: trial.versions,
    tuning: plan.tuning,
    machines: [...machines.values()].sort(byText),
    summary: [...compare(plan.settings.schedule, trials, plan.task)],
    trials,
  };
}
