import type { QueueAddress } from "./queue/address.ts";
import type { Plan, PlannedTrial } from "@anneal/experiment/records";
import { partition } from "../plan/shard.ts";
import type { Shard } from "../plan/shard.ts";

/** Workers to train with. */
interface QueueChoice {
  readonly address: QueueAddress;
  /** Which of them, where several kinds of workers would do. */
  readonly fleet: string | undefined;
}

/** Which trials of a plan a command trains, and for how long. */
export interface Extent {
  /** The part of the plan; `undefined` is all of it. */
  readonly shard: Shard | undefined;
  /** Whether trials that failed earlier run again. */
  readonly retryFailed: boolean;
  /** Whether trials are trained again that have a result. */
  readonly fresh: boolean;
  /** Milliseconds on the clock of `performance` after which no trial starts. */
  readonly deadline: number;
  /** The queue whose workers train; `undefined` is this machine. */
  readonly queue: QueueChoice | undefined;
}

/** The trials of a plan that belong to a shard. */
export const shareOf = (plan: Plan, shard: Shard | undefined): readonly PlannedTrial[] =>
  shard === undefined ? plan.trials : partition(plan.trials, shard.count)[shard.index - 1]!;
