import { tanhCurve } from "../curves.ts";
import { definePreset } from "../preset.ts";
import { finite } from "../rules.ts";
import { cycleDefaults, cycleRules, cyclesOf } from "./cyclesOf.ts";
import type { CycleOptions } from "./cyclesOf.ts";
import { noisy } from "./noisy.ts";
import { warmedUp } from "./warmedUp.ts";

/** Options of {@link tanhLRScheduler}. */
export interface TanhLRSchedulerOptions extends CycleOptions {
  /** Where on the hyperbolic tangent a cycle begins: a finite number. @defaultValue `-7` */
  readonly lb?: number | undefined;
  /** Where it ends: a finite number above `lb`. @defaultValue `3` */
  readonly ub?: number | undefined;
}

/**
 * `TanhLRScheduler`: `cycleLimit` cycles of a part of a hyperbolic tangent each, from about `lr · cycleDecayⁱ` towards
 * `lrMin`.
 *
 * `lrMin + (peak − lrMin) · (1 − tanh(lb · (1 − p) + ub · p)) / 2`, with p the share of the cycle that is done: it
 * begins a little below the peak, and drops the last bit to `lrMin` at its end. Its warmup leads to where the cycle is
 * at `warmupT`.
 *
 * @throws {RangeError} If an option is out of its range, or if `lb` is not below `ub`.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const schedule = timm.tanhLRScheduler({ lr: 0.1, tInitial: 100, lb: -5, ub: 5 });
 * [50, 100].map((step) => schedule(step)); // => [0.05, 0]
 * ```
 */
export const tanhLRScheduler = /* @__PURE__ */ definePreset<TanhLRSchedulerOptions, "noiseRangeT">(
  "timm.tanhLRScheduler",
  {
    options: /* @__PURE__ */ Object.assign({ lb: finite, ub: finite }, cycleRules),
    defaults: /* @__PURE__ */ Object.assign({ lb: -7, ub: 3 }, cycleDefaults),
    build(options, fail) {
      const { lb, ub, lr, warmupT, warmupPrefix } = options;
      if (lb >= ub) fail("ub", `above lb (${lb})`);
      const cycles = cyclesOf(options, tanhCurve(lb, ub));
      return noisy(warmedUp(options, cycles, warmupPrefix ? lr : cycles(warmupT)), options);
    },
  },
);
