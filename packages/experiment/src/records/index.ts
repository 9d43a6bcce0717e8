export { backendNames, describeBackend } from "./backend.ts";
export type { BackendChoice, BackendIdentity } from "./backend.ts";
export { canonicalJson } from "./canonicalJson.ts";
export { hashOf, keyOf } from "./key.ts";
export { microSchema } from "./micro.ts";
export type { Micro } from "./micro.ts";
export { outlookSchema, planSchema } from "./plan.ts";
export type { Plan, Purpose } from "./plan.ts";
export { resultsSchema, trialResultSchema } from "./results.ts";
export type {
  Circumstances,
  Environment,
  FinishedTrial,
  Results,
  ResultsByKey,
  Row,
  Spread,
  TrialResult,
} from "./results.ts";
export type { PlanSettings } from "./settings.ts";
export { imagesOf, protocolVersion, totalsOf, validationSplit } from "./trial.ts";
export type { EntryDescription, PlannedTrial, Totals, Trial } from "./trial.ts";
export { rateOf, tuningSchema } from "./tuning.ts";
export type { Tuning } from "./tuning.ts";
