import { isReactive, scheduleFrom } from "@anneal/core";
import type { Composable, ComposedAll, Schedule } from "@anneal/core";
import { joined } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { goesOn } from "../runningProduct.ts";
import { schedules, sortedStepList } from "../rules.ts";

/** Options of {@link sequentialLR}. */
export interface SequentialLROptions<
  Schedulers extends readonly Composable[] = readonly Composable[],
> {
  /** One more than `milestones`; each made with its own `lr`. One that reacts to a metric is welcome. */
  readonly schedulers: Schedulers;
  /** Steps at which the next scheduler begins, at least 0, in order. */
  readonly milestones: readonly number[];
}

/**
 * `SequentialLR`: one scheduler after another, each on a clock of its own that starts at 0 with it. A milestone
 * belongs to the next.
 *
 * Reactive if one of `schedulers` is. A {@link torchMultiplicativeLR} after a milestone goes on from the last rate before
 * it, multiplied by `lrLambda(0)` at the milestone, as in PyTorch; its own `lr` has no part then.
 * Differs: it nests, and takes {@link torchReduceLROnPlateau}; PyTorch runs a sequence or a chain within it a step ahead,
 * and refuses the plateau. Milestones out of order, for which PyTorch leaves out a scheduler, are refused.
 *
 * @throws {RangeError} If an option is out of its range, if `milestones` is not one shorter than `schedulers`, or if a
 *   `multiplicativeLR` comes after one that reacts to a metric.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = torch.linearLR({ lr: 0.1, startFactor: 0.5, totalIters: 2 });
 * const decay = torch.exponentialLR({ lr: 0.1, gamma: 0.5 });
 * const schedule = torch.sequentialLR({ schedulers: [warmup, decay], milestones: [2] });
 * [0, 2, 3].map((step) => schedule(step)); // => [0.05, 0.1, 0.05]
 * ```
 */
export const sequentialLR = /* @__PURE__ */ definePreset<
  SequentialLROptions,
  never,
  <const Schedulers extends readonly Composable[]>(
    options: SequentialLROptions<Schedulers>,
  ) => ComposedAll<Schedulers>
>("torch.sequentialLR", {
  options: { schedulers: schedules, milestones: sortedStepList },
  build({ schedulers, milestones }, fail) {
    if (milestones.length !== schedulers.length - 1) {
      fail("milestones", "one shorter than schedulers");
    }
    const list: Composable[] = [];
    schedulers.forEach((scheduler, index) => {
      const from = goesOn(scheduler);
      const start = milestones[index - 1] ?? 0;
      if (from === undefined || start === 0) list.push(scheduler);
      else {
        const before = scheduleFrom(joined(list, milestones.slice(0, index - 1)));
        if (isReactive(before)) {
          fail(
            "schedulers",
            "without a multiplicativeLR after one that reacts to a metric: it goes on from a rate that is not known beforehand",
          );
        }
        // The last rate before the milestone.
        list.push(from((before as Schedule)(Math.ceil(start) - 1)));
      }
    });
    return joined(list, milestones);
  },
});
