export { schedules } from "./builtIn.ts";
export { enter, isContestant } from "./contestant.ts";
export type {
  Clocked,
  Contestant,
  Entry,
  KerasShaped,
  Planned,
  PlanSource,
  ScheduleSource,
} from "./contestant.ts";
export { describeEntry } from "./describeEntry.ts";
