import { drive } from "anneal";
import type { Entry } from "../schedules/contestant.ts";
import type { LoopContext } from "../task/task.ts";

/** The clock of a loop: its updates, and the ends of its epochs with what was measured. */
export interface LoopClock {
  readonly schedule: LoopContext["schedule"];
  /** Ends an epoch. Metrics have the names that Keras gives them: `loss`, `val_loss`. */
  endEpoch(metrics: Readonly<Record<string, number>>): void;
}

/** Starts the clock of a loop. What counts epochs goes on when one ends, whatever the number of its updates. */
export function startClock(entry: Entry, learningRate: number): LoopClock {
  let step = 0;
  const count = (applied: boolean): number => (step += applied ? 1 : 0);
  if ("learningRateScheduler" in entry) {
    let epoch = 0;
    let rate = entry.learningRateScheduler(epoch, learningRate);
    return {
      schedule: {
        get value() {
          return rate;
        },
        get step() {
          return step;
        },
        advance(applied = true) {
          count(applied);
          return rate;
        },
      },
      endEpoch: () => {
        rate = entry.learningRateScheduler(++epoch, rate);
      },
    };
  }
  const running = drive(entry.schedule);
  return {
    schedule: {
      get value() {
        return running.value;
      },
      get step() {
        return step;
      },
      advance(applied = true) {
        count(applied);
        return entry.per === "step" ? running.advance(applied) : running.value;
      },
    },
    endEpoch(metrics) {
      if (entry.per === "epoch") running.advance();
      running.observe(metrics);
    },
  };
}
