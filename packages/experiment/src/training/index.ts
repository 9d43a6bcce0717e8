export type { Epoch, Listener, Outcome } from "./epoch.ts";
export { inspect, readyTask } from "./inspect.ts";
export type { InspectedSchedule, Inspection, TaskRequest } from "./inspect.ts";
export { compileNetwork } from "./network.ts";
export type { Surroundings } from "./surroundings.ts";
export { runTrial } from "./runTrial.ts";
export type { TrialRun } from "./runTrial.ts";
export type { ReadyTask } from "./train.ts";
