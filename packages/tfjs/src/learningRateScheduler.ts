import type { Hooks } from "./hooks.ts";
import { checkLearningRate, getLearningRate, setLearningRate } from "./learningRate.ts";

/** The rate of each epoch from its index and the rate before it. */
export function learningRateScheduler(
  schedule: (epoch: number, learningRate: number) => number,
): Hooks {
  if (typeof schedule !== "function") {
    throw new TypeError(
      `@anneal/tfjs: learningRateScheduler: the schedule must be a function (epoch, learningRate) => number, got ${typeof schedule}`,
    );
  }
  let rate: number;
  return {
    epochBegin(epoch, { model: { optimizer } }) {
      const next = schedule(epoch, getLearningRate(optimizer));
      checkLearningRate(next, `learningRateScheduler: the value for epoch ${epoch}`);
      setLearningRate(optimizer, next);
      rate = next;
    },
    epochEnd(logs) {
      logs["lr"] = rate;
    },
  };
}
