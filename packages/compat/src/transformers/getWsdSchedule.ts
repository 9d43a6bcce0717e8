import {
  cosineCurve,
  linearCurve,
  nonNegative,
  oneMinusSqrtCurve,
  oneOf,
  polynomialCurve,
  ramp,
} from "@anneal/core";
import type { Composable, Curve } from "@anneal/core";
import { phases } from "../phases.ts";
import { definePreset } from "../preset.ts";
import { waves } from "./waves.ts";

/** Options of {@link getWsdSchedule}. */
export interface WsdScheduleOptions {
  /** The optimizer's learning rate: a finite number of at least 0. */
  readonly lr: number;
  /** Length of the warmup in steps, at least 0. */
  readonly numWarmupSteps: number;
  /** Length of the decay in steps, at least 0. */
  readonly numDecaySteps: number;
  /** Steps in all, at least warmup and decay together. Has no part where `numStableSteps` is given. @defaultValue none */
  readonly numTrainingSteps?: number | null | undefined;
  /** Steps at `lr` in between, at least 0. @defaultValue what warmup and decay leave of `numTrainingSteps` */
  readonly numStableSteps?: number | null | undefined;
  /** Shape of the warmup. @defaultValue `"linear"` */
  readonly warmupType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** Shape of the decay. @defaultValue `"cosine"` */
  readonly decayType?: "linear" | "cosine" | "1-sqrt" | undefined;
  /** Share of `lr`, at least 0, from which the warmup comes and to which the decay goes. @defaultValue `0` */
  readonly minLrRatio?: number | undefined;
  /** Whole waves of a decay of type `"cosine"`, at least 0; 0.5 goes down only. @defaultValue `0.5` */
  readonly numCycles?: number | undefined;
}

const shapes = /* @__PURE__ */ oneOf("linear", "cosine", "1-sqrt");

/**
 * `get_wsd_schedule`: up from `minLrRatio · lr` to `lr` over `numWarmupSteps`, `lr` for `numStableSteps`, back over
 * `numDecaySteps`.
 *
 * After the decay it stays at `minLrRatio · lr`. Each way has the shape of its type, with p the share of it that is
 * done: `"linear"`, half a cosine, or `"1-sqrt"`, `1 − √(1 − p)` up and `1 − √p` of the height down.
 * Differs: warmup and decay longer than `numTrainingSteps`, for which the original jumps, are refused.
 *
 * @throws {RangeError} If an option is out of its range, if neither `numStableSteps` nor `numTrainingSteps` is given,
 *   or if the latter is below warmup and decay together.
 * @throws {TypeError} If an option is missing, unknown or of the wrong type.
 *
 * @example
 * ```ts
 * const options = { lr: 0.1, numWarmupSteps: 10, numDecaySteps: 20, numTrainingSteps: 100 };
 * const schedule = transformers.getWsdSchedule(options);
 * [0, 5, 10, 80, 90, 100].map((step) => schedule(step)); // => [0, 0.05, 0.1, 0.1, 0.05, 0]
 * ```
 */
export const getWsdSchedule = /* @__PURE__ */ definePreset<
  WsdScheduleOptions,
  "numTrainingSteps" | "numStableSteps"
>("transformers.getWsdSchedule", {
  options: {
    lr: nonNegative,
    numWarmupSteps: nonNegative,
    numDecaySteps: nonNegative,
    numTrainingSteps: nonNegative,
    numStableSteps: nonNegative,
    warmupType: shapes,
    decayType: shapes,
    minLrRatio: nonNegative,
    numCycles: nonNegative,
  },
  defaults: {
    numTrainingSteps: undefined,
    numStableSteps: undefined,
    warmupType: "linear",
    decayType: "cosine",
    minLrRatio: 0,
    numCycles: 0.5,
  },
  build(options, fail) {
    const { lr, numWarmupSteps: warmup, numDecaySteps: decay, numTrainingSteps: total } = options;
    const { warmupType, decayType, numCycles } = options;
    if (options.numStableSteps === undefined) {
      if (total === undefined) fail("numTrainingSteps", "given, or else numStableSteps");
      if (total! < warmup + decay) {
        fail("numTrainingSteps", `at least warmup and decay together (${warmup + decay})`);
      }
    }
    const stable = options.numStableSteps ?? total! - warmup - decay;
    const min = options.minLrRatio * lr;
    // The square root of what is left: 1 − √(1 − p) of the way.
    const rise = { linear: linearCurve, cosine: cosineCurve, "1-sqrt": polynomialCurve(0.5) };
    const fall = { linear: linearCurve, "1-sqrt": oneMinusSqrtCurve };
    const way = (from: number, to: number, steps: number, curve: Curve): Composable =>
      steps > 0 ? ramp({ from, to, steps, curve }) : to;
    return phases(
      [
        [way(min, lr, warmup, rise[warmupType]), warmup],
        [lr, stable],
        [
          decayType === "cosine"
            ? waves(lr, min, Math.max(1, decay), numCycles)
            : way(lr, min, decay, fall[decayType]),
          decay,
        ],
      ],
      min,
    );
  },
});
