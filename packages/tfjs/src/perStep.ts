import type { DriveOptions } from "@anneal/core";
import { conductor } from "./conductor.ts";
import type { ResumableHooks, Training } from "./hooks.ts";
import { totalsOf } from "./totals.ts";
import type { ScheduleSource } from "./totals.ts";

const entry = "perStep";

const stepAt = (epoch: number, training: Training): number => {
  try {
    return epoch * totalsOf(training, entry).stepsPerEpoch;
  } catch (cause) {
    throw new Error(
      `@anneal/tfjs: ${entry}: cannot tell at which step epoch ${epoch} begins; give resume, or fitDataset batchesPerEpoch`,
      { cause },
    );
  }
};

/** One step of the clock for every update applied. */
export function perStep(source: ScheduleSource, options: DriveOptions = {}): ResumableHooks {
  const clock = conductor(entry, source, stepAt, options);
  let iterations: number | undefined;
  return {
    trainBegin: clock.trainBegin,
    epochBegin: clock.epochBegin,
    batchBegin(training) {
      clock.apply(training);
      ({ iterations } = training.model.optimizer);
    },
    batchEnd({ model }) {
      // An update that the optimizer skipped does not move its counter. Not every optimizer has one.
      clock.advance(iterations === undefined || model.optimizer.iterations !== iterations);
    },
    async epochEnd(logs, training) {
      await clock.report(logs, training);
      if (training.model.optimizer.iterations !== 0) return;
      throw new Error(
        `@anneal/tfjs: ${entry}: optimizer.iterations is still 0 after an epoch, so the schedule stands still; an optimizer of your own must call incrementIterations() in applyGradients()`,
      );
    },
    snapshot: clock.snapshot,
  };
}
