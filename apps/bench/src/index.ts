export { analyse, analysisSchema } from "@anneal/experiment/analysis";
export type { AnalysedResults, Analysis, AnalysisOptions } from "@anneal/experiment/analysis";
export { outcomesSchema } from "./assertions/check.ts";
export type { Outcomes } from "./assertions/check.ts";
export { fromFile } from "./configuration/fromFile.ts";
export type { FileSpec } from "./configuration/fromFile.ts";
export { configurationSchema, defineConfig } from "./configuration/schema.ts";
export type { Configuration } from "./configuration/schema.ts";
export type { Contestant, ScheduleSource } from "@anneal/experiment/schedules";
export { choice, int, log, real, searchSchema } from "@anneal/experiment/search";
export type { Range, Search, SearchSpec } from "@anneal/experiment/search";
export { defineTask, layerSeeds } from "@anneal/experiment/task";
export type {
  ArrayWithShape,
  Blocks,
  DataContext,
  EpochReport,
  Examples,
  ExampleStream,
  FitTask,
  LoopContext,
  LoopTask,
  MetricDefinition,
  Pass,
  StepReport,
  Task,
  TaskData,
  TrialContext,
} from "@anneal/experiment/task";
export {
  microSchema,
  outlookSchema,
  planSchema,
  resultsSchema,
  trialResultSchema,
  tuningSchema,
} from "@anneal/experiment/records";
export type {
  PlannedTrial,
  PlanSettings,
  Totals,
  Trial,
  Micro,
  Plan,
  FinishedTrial,
  Results,
  Row,
  Spread,
  TrialResult,
  Tuning,
} from "@anneal/experiment/records";
export { exitCodes } from "./execution/exitCodes.ts";
export type { ExitCode } from "./execution/exitCodes.ts";
export { experimentSchema } from "./plateaued/plateaued.ts";
export type { Experiment } from "./plateaued/plateaued.ts";
export { diagnosisSchema } from "./machine/diagnosis.ts";
export type { Diagnosis } from "./machine/diagnosis.ts";
export { throughputSchema } from "./machine/throughput.ts";
export type { Throughput } from "./machine/throughput.ts";
export { comparisonSchema } from "./regression/schema.ts";
export type { Comparison } from "./regression/schema.ts";
export { inspect, readyTask, runTrial } from "@anneal/experiment/training";
export type {
  Inspection,
  Listener,
  ReadyTask,
  Surroundings,
  TaskRequest,
  TrialRun,
} from "@anneal/experiment/training";
export { plan } from "./plan/plan.ts";
export type { PlanOptions } from "@anneal/experiment/training";
export { withoutTimings } from "@anneal/experiment/conclusion";
