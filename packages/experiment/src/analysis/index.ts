export { analyse, areOfOneTask } from "./analyse.ts";
export type { AnalysedResults } from "./analyse.ts";
export { figureOf, intervalOf } from "./figures.ts";
export type { AnalysisOptions, Rules } from "./options.ts";
export { runOf } from "./runs.ts";
export type { Run } from "./runs.ts";
export { analysisSchema } from "./schema.ts";
export type { Analysis, Figure, ScheduleAnalysis, Verdict } from "./schema.ts";
