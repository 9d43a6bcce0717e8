import { drive, isReactive, schedule as scheduleRule } from "@anneal/core";
import type { Composable, Drive, DriveOptions, Snapshot } from "@anneal/core";
import type { ChangeListener } from "./change.ts";
import { applyLearningRate } from "./learningRate.ts";
import type { OptimizerLike } from "./learningRate.ts";

/** What every clock has, whether it runs one schedule or a plan of several. */
export interface Clock {
  readonly step: number;
  advance(applied?: boolean): unknown;
  observe(metrics: number | Readonly<Record<string, number>>): unknown;
  snapshot(): Snapshot;
}

/** How a clock is started, and how its values reach an optimizer. */
export interface Gear<Source, Run, Options> {
  start(source: Source, options: Options): Run;
  /** Whether a function of the totals has returned a source. */
  accepts(source: unknown): boolean;
  /** The value of each hyper-parameter for the next update. */
  values(run: Run): Readonly<Record<string, number>>;
  monitors(run: Run): readonly string[];
  set(optimizer: OptimizerLike, name: string, value: number, entry: string): void;
}

/** One schedule, of the learning rate. */
export const learningRateGear: Gear<Composable, Drive, DriveOptions> = {
  start: drive,
  // A number is what a function of the step returns, and would silently be kept for ever.
  accepts: (source) => typeof source !== "number" && scheduleRule.accepts(source),
  values: ({ value }) => ({ learningRate: value }),
  monitors: ({ schedule }) => (isReactive(schedule) ? schedule.monitors : []),
  set: (optimizer, _name, value, entry) =>
    applyLearningRate(optimizer, value, `${entry}: the learning rate`),
};

/** Sets the values of a clock on an optimizer, those that have changed, and tells of each. */
export interface Setter<Run> {
  /** The values set last. */
  readonly last: Readonly<Record<string, number>>;
  set(
    optimizer: OptimizerLike,
    run: Run,
    announce: ChangeListener | undefined,
    reason?: "schedule" | "metric",
    epoch?: number,
  ): void;
  /** Makes the next call set every value, because the optimizer may be another. */
  forget(): void;
}

export function setterFor<Run extends Clock>(
  { values, set }: Pick<Gear<never, Run, never>, "values" | "set">,
  entry: string,
): Setter<Run> {
  const last: Record<string, number> = {};
  let known = false;
  return {
    last,
    set(optimizer, run, announce, reason = "schedule", epoch) {
      const now = values(run);
      for (const name in now) {
        const [from, to] = [last[name], now[name]!];
        if (known && from === to) continue;
        set(optimizer, name, to, entry);
        last[name] = to;
        if (from !== to) {
          const why = from === undefined ? "begin" : reason;
          announce?.({ name, step: run.step, epoch, from, to, reason: why });
        }
      }
      known = true;
    },
    forget() {
      known = false;
    },
  };
}
