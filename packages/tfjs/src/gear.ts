import { drive } from "@anneal/core";
import type { Composable, Drive, DriveOptions, Snapshot } from "@anneal/core";
import type { Change, ChangeListener } from "./change.ts";
import { note } from "./hooks.ts";
import type { Logs } from "./hooks.ts";
import { applyLearningRate } from "./learningRate.ts";
import type { OptimizerLike } from "./learningRate.ts";

/** What every clock has, whether it runs one schedule or a plan of several. */
export interface Clock {
  readonly step: number;
  readonly monitors: readonly string[];
  advance(applied?: boolean): unknown;
  observe(metrics: number | Readonly<Record<string, number>>): unknown;
  snapshot(): Snapshot;
}

/** Sets what a clock runs on an optimizer, and knows what it has set. */
export interface Setter<Run> {
  /** Sets what has changed; when something begins everything, because the optimizer may be another. */
  set(
    optimizer: OptimizerLike,
    run: Run,
    announce: ChangeListener | undefined,
    reason: Change["reason"],
    epoch?: number,
  ): void;
  /** Puts what was set last into the logs; see {@link note}. */
  note(logs: Logs, isNew?: boolean): void;
}

/** How a clock is started, and how its values reach an optimizer. */
export interface Gear<Source, Run, Options> {
  start(source: Source, options: Options): Run;
  setter(): Setter<Run>;
}

/** Sets one hyper-parameter. */
export function setterOf<Run extends Clock>(
  name: string,
  key: string,
  valueOf: (run: Run) => number,
  apply: (optimizer: OptimizerLike, value: number) => void,
): Setter<Run> {
  let last: number | undefined;
  return {
    set(optimizer, run, announce, reason, epoch) {
      const from = last;
      const to = valueOf(run);
      if (from !== to || reason === "begin") apply(optimizer, to);
      last = to;
      if (from !== to) announce?.({ name, step: run.step, epoch, from, to, reason });
    },
    note(logs, isNew) {
      note(logs, key, last!, isNew);
    },
  };
}

/** One schedule, of the learning rate. */
export const learningRateGear: Gear<Composable, Drive, DriveOptions> = {
  start: drive,
  setter: () => setterOf("learningRate", "lr", ({ value }) => value, applyLearningRate),
};
