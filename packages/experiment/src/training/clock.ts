import { drive, drivePlan } from "anneal";
import type { Plan, ReactiveSchedule, Schedule } from "anneal";
import { BenchmarkError } from "../errors.ts";
import type { Entry, KerasShaped } from "../schedules/contestant.ts";
import type { LoopContext } from "../task/context.ts";
import { shown } from "../task/rule.ts";

/** The clock of a loop: its updates, and the ends of its epochs with what was measured. */
interface LoopClock {
  readonly schedule: LoopContext["schedule"];
  /** Ends an epoch. Metrics have the names that Keras gives them: `loss`, `val_loss`. */
  readonly endEpoch: (metrics: Readonly<Record<string, number>>) => void;
}

/**
 * What a callback shaped as Keras has it gives for an epoch. With `fit` the adapter checks the same.
 *
 * @throws {BenchmarkError} Of kind `"usage"`, if that is no rate, as a promise is not.
 */
function rateFor({ learningRateScheduler }: KerasShaped, epoch: number, before: number): number {
  const rate: unknown = learningRateScheduler(epoch, before);
  if (typeof rate === "number" && rate >= 0 && rate < Infinity) return rate;
  throw new BenchmarkError(
    "usage",
    `learningRateScheduler must give a finite number of at least 0 for epoch ${String(epoch)}, got ${shown(rate)}`,
  );
}

/** Starts the clock of a loop. What counts epochs goes on when one ends, whatever the number of its updates. */
export function startClock(entry: Entry, learningRate: number): LoopClock {
  let step = 0;
  const count = (applied: boolean): number => (step += applied ? 1 : 0);
  if ("learningRateScheduler" in entry) {
    let epoch = 0;
    let asked = -1;
    let rate = learningRate;
    // Asked for when it is used: a table of rates has none for the epoch behind the last.
    const current = (): number => {
      while (asked < epoch) rate = rateFor(entry, ++asked, rate);
      return rate;
    };
    return {
      schedule: {
        get value() {
          return current();
        },
        get values() {
          return { learningRate: current() };
        },
        get step() {
          return step;
        },
        advance(applied = true) {
          count(applied);
          return current();
        },
      },
      endEpoch: () => {
        epoch++;
      },
    };
  }
  const { per } = entry;
  const running = "plan" in entry ? ofPlan(entry.plan) : ofSchedule(entry.schedule);
  return {
    schedule: {
      get value() {
        return running.values()["learningRate"]!;
      },
      get values() {
        return running.values();
      },
      get step() {
        return step;
      },
      advance(applied = true) {
        count(applied);
        if (per === "step") running.advance(applied);
        return running.values()["learningRate"]!;
      },
    },
    endEpoch(metrics) {
      if (per === "epoch") running.advance(true);
      running.observe(metrics);
    },
  };
}

/** Something that runs, with the values of its next update by name. */
interface Running {
  values(): Readonly<Record<string, number>>;
  advance(applied: boolean): unknown;
  observe(metrics: Readonly<Record<string, number>>): unknown;
}

function ofSchedule(schedule: Schedule | ReactiveSchedule): Running {
  const running = drive(schedule);
  return {
    values: () => ({ learningRate: running.value }),
    advance: (applied) => running.advance(applied),
    observe: (metrics) => running.observe(metrics),
  };
}

function ofPlan(plan: Plan): Running {
  const running = drivePlan(plan);
  return {
    values: () => running.values,
    advance: (applied) => running.advance(applied),
    observe: (metrics) => running.observe(metrics),
  };
}
