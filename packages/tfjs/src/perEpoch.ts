import type { DriveOptions } from "@anneal/core";
import { conductor } from "./conductor.ts";
import type { ResumableHooks } from "./hooks.ts";
import type { InternalSource } from "./totals.ts";

/** One step of the clock for every epoch that ended. */
export function perEpoch(
  source: InternalSource,
  options: DriveOptions = {},
  entry = "perEpoch",
): ResumableHooks {
  const clock = conductor(entry, source, (epoch) => epoch, options);
  return {
    trainBegin: clock.trainBegin,
    epochBegin(epoch, training) {
      clock.epochBegin(epoch, training);
      clock.apply(training);
    },
    async epochEnd(logs, training) {
      clock.advance();
      await clock.report(logs, training);
    },
    snapshot: clock.snapshot,
  };
}
