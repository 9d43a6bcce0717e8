export { schedules } from "./builtIn.ts";
export { enter, isContestant } from "./contestant.ts";
export type { Contestant, Entry, ScheduleSource } from "./contestant.ts";
export { describeEntry } from "./describeEntry.ts";
