export {
  backendIdentity,
  backendNames,
  describeBackend,
  describeEngine,
  identityOf,
  noBackend,
} from "./backend.ts";
export type { BackendChoice, BackendIdentity, EngineIdentity } from "./backend.ts";
export { canonicalJson } from "./canonicalJson.ts";
export { hashOf, keyOf } from "./key.ts";
export { microSchema } from "./micro.ts";
export type { Micro } from "./micro.ts";
export { outlookSchema, planSchema } from "./plan.ts";
export type { Outlook, Plan, Purpose } from "./plan.ts";
export { isFinished, resultsSchema, trialResultSchema } from "./results.ts";
export type {
  Circumstances,
  Environment,
  FinishedTrial,
  Results,
  ResultsByKey,
  Row,
  Score,
  Spread,
  TrialResult,
} from "./results.ts";
export { namedScore, scoresAfter, scoresIn } from "./score.ts";
export type { Scores } from "./score.ts";
export type { PlanSettings } from "./settings.ts";
export {
  libraryVersions,
  protocolVersion,
  scheduleSpec,
  totalsOf,
  trainedEpochs,
  trialKey,
  trialSchema,
} from "./trial.ts";
export type { EntryDescription, ExampleCounts, PlannedTrial, Totals, Trial } from "./trial.ts";
export { taskName } from "./settings.ts";
export { rateOf, tuningSchema } from "./tuning.ts";
export type { Tuning } from "./tuning.ts";
