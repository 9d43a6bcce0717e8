import { positive, power, product, scale } from "@anneal/core";
import type { Composable, ComposedAll } from "@anneal/core";
import { definePreset } from "../preset.ts";
import { schedules } from "../rules.ts";

/** Options of {@link chainedScheduler}. */
export interface ChainedSchedulerOptions<
  Schedulers extends readonly Composable[] = readonly Composable[],
> {
  /** The optimizer's learning rate, with which every scheduler was made: a finite number above 0. */
  readonly lr: number;
  /** At least one, in any order. One that reacts to a metric is welcome. */
  readonly schedulers: Schedulers;
}

/**
 * `ChainedScheduler`: all schedulers at once, `lr · (first(t) / lr) · (second(t) / lr) · …`. Reactive if one of them
 * is.
 *
 * Differs: in PyTorch one that sets the rate (lambda, restarts, cycles, a sequence, a cosine with a floor or past
 * `T_max`) wipes out what the others made of it.
 *
 * @throws {RangeError} If an option is out of its range.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const warmup = torch.constantLR({ lr: 0.5, factor: 0.5, totalIters: 2 });
 * const decay = torch.exponentialLR({ lr: 0.5, gamma: 0.5 });
 * torch.chainedScheduler({ lr: 0.5, schedulers: [warmup, decay] })(1); // => 0.125
 * ```
 */
export const chainedScheduler = /* @__PURE__ */ definePreset<
  ChainedSchedulerOptions,
  never,
  <const Schedulers extends readonly Composable[]>(
    options: ChainedSchedulerOptions<Schedulers>,
  ) => ComposedAll<Schedulers>
>("torch.chainedScheduler", {
  options: { lr: positive, schedulers: schedules },
  build: ({ lr, schedulers }) => scale(power(1 / lr, schedulers.length - 1), product(schedulers)),
});
