import { constant, flag, nonNegative, nonNegativeInteger, positive } from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import { restarts } from "../cycles.ts";
import type { NoiseOptions } from "./noisy.ts";
import { sharedDefaults, sharedRules } from "./sharedRules.ts";
import type { WarmupOptions } from "./warmedUp.ts";

/** What the schedulers with cycles have in common. */
export interface CycleOptions extends WarmupOptions, NoiseOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the first cycle in steps, above 0. */
  readonly tInitial: number;
  /** Rate that every cycle goes to, at least 0; it may be above `lr`. @defaultValue `0` */
  readonly lrMin?: number | undefined;
  /** Length of a cycle as a multiple of the one before it, above 0. @defaultValue `1` */
  readonly cycleMul?: number | undefined;
  /** Peak of a cycle as a multiple of the one before it, at least 0. @defaultValue `1` */
  readonly cycleDecay?: number | undefined;
  /** Number of cycles, an integer of at least 0, after which the rate is `lrMin`. @defaultValue `1` */
  readonly cycleLimit?: number | undefined;
  /** Whether the warmup comes before the first cycle instead of hiding its beginning. @defaultValue `false` */
  readonly warmupPrefix?: boolean | undefined;
}

export const cycleRules = /* @__PURE__ */ Object.assign(
  {
    lr: nonNegative,
    tInitial: positive,
    lrMin: nonNegative,
    cycleMul: positive,
    cycleDecay: nonNegative,
    cycleLimit: nonNegativeInteger,
    warmupPrefix: flag,
  },
  sharedRules,
);

export const cycleDefaults = /* @__PURE__ */ Object.assign(
  {
    lrMin: 0,
    cycleMul: 1,
    cycleDecay: 1,
    cycleLimit: 1,
    warmupPrefix: false,
  } as const,
  sharedDefaults,
);

interface Cycles {
  readonly lr: number;
  readonly tInitial: number;
  readonly lrMin: number;
  readonly cycleMul: number;
  readonly cycleDecay: number;
  readonly cycleLimit: number;
}

/** The cycles without their warmup; a half cosine each unless there is a curve. */
export const cyclesOf = (options: Cycles, curve?: Curve): Schedule =>
  options.cycleLimit === 0
    ? constant(options.lrMin)
    : restarts({
        initial: options.lr,
        min: options.lrMin,
        steps: options.tInitial,
        multiplier: options.cycleMul,
        decay: options.cycleDecay,
        cycles: options.cycleLimit,
        curve,
      });
