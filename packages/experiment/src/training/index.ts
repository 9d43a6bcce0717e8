export { checkpointKey, isCheckpointOf } from "./checkpoint.ts";
export type { Checkpoints, TrialCheckpoint } from "./checkpoint.ts";
export { epochSchema } from "./epoch.ts";
export type { Epoch, Listener, Outcome } from "./epoch.ts";
export { UnfusedTask } from "./fuse.ts";
export type { Fuse } from "./fuse.ts";
export { inspect } from "./inspect.ts";
export {
  inspectedScheduleSchema,
  inspectionSchema,
  requestedScheduleSchema,
  taskRequestSchema,
} from "./inspection.ts";
export type { InspectedSchedule, Inspection, TaskRequest } from "./inspection.ts";
export { readyTask } from "./readyTask.ts";
export type { ReadyTask } from "./readyTask.ts";
export { compileNetwork } from "./network.ts";
export { makePlan, plan, planTrials } from "./plan.ts";
export type { PlanOptions, Trainer } from "./plan.ts";
export { roundingOf } from "./rounding.ts";
export type { Surroundings } from "./surroundings.ts";
export { runTrial } from "./runTrial.ts";
export type { TrialRun } from "./runTrial.ts";
