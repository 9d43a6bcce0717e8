import type { Plan, ReactiveSchedule, Schedule, Snapshot } from "@anneal/core";

/** The hyper-parameters of one group of parameters on one clock, as an importer makes them. */
export interface ImportedGroup {
  /** What the other trainer calls the group, where it has a name. */
  readonly name?: string;
  /** Its schedules by the names of the hyper-parameters, in camel case: `learningRate`, `momentum`, `weightDecay`. */
  readonly plan: Plan;
}

/** What an importer makes of a file of another trainer; `Rate` is {@link Schedule} where no file of its format reacts to a metric. */
export interface Imported<Rate extends Schedule | ReactiveSchedule = Schedule | ReactiveSchedule> {
  /** The format that it was read as, as `"deepspeed"`. */
  readonly format: string;
  /** The learning rate of the first group; reactive if it watches a metric. */
  readonly learningRate: Rate;
  /** Every group, where there are several, or where momentum or weight decay run with the rate. */
  readonly groups?: readonly ImportedGroup[];
  /** What a step of the schedules is: an update of the optimizer (in trainers that say so, a batch), or an epoch. */
  readonly per: "step" | "epoch";
  /** Planned steps in the unit of `per`, where the file or the options say so. */
  readonly steps?: number;
  /** Where the file is the state of a training: for `drive(learningRate, { resume: resumeFrom(snapshot) })`. */
  readonly snapshot?: Snapshot;
  /** Everything that was assumed, defaulted or left out, in words, with its path in the file. */
  readonly notes: readonly string[];
}

/** What an importer makes of the state of a training. */
export type ImportedState = Imported & {
  /** For `drive(learningRate, { resume: resumeFrom(snapshot) })`, which goes on where the other trainer stopped. */
  readonly snapshot: Snapshot;
};
