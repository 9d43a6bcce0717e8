export { defineConfig } from "./configuration.ts";
export type { Configuration } from "./configuration.ts";
export type { Contestant, ScheduleSource, Totals } from "./contestant.ts";
export { exitCodes } from "./exitCodes.ts";
export type { ExitCode } from "./exitCodes.ts";
export { resultsSchema, trialResultSchema } from "./results.ts";
export type { FinishedTrial, Results, Row, Spread, TrialResult } from "./results.ts";
