import { modelOf } from "./hooks.ts";
import type { Hooks, Logs } from "./hooks.ts";
import { applyLearningRate, getLearningRate } from "./learningRate.ts";
import { refuse } from "./refuse.ts";

const entry = "learningRateScheduler";

/** The rate of each epoch from its index and the rate before it. */
export function learningRateScheduler(
  schedule: (epoch: number, learningRate: number) => number,
): Hooks {
  if (typeof schedule !== "function") {
    refuse(`${entry}: the schedule must be a function, got ${typeof schedule}`, TypeError);
  }
  let rate: number;
  const note = (_index: number, logs: Logs = {}): Promise<void> => {
    logs["lr"] = rate;
    return Promise.resolve();
  };
  return {
    onEpochBegin(epoch) {
      const { optimizer } = modelOf(this, entry);
      rate = schedule(epoch, getLearningRate(optimizer));
      applyLearningRate(optimizer, rate, `${entry}: the learning rate of epoch ${epoch}`);
      return Promise.resolve();
    },
    onBatchBegin: note,
    onEpochEnd: note,
  };
}
