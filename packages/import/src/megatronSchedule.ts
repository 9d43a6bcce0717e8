import { transformersGetInverseSqrtSchedule } from "@anneal/compat";
import {
  advance,
  clamp,
  constant,
  cosineCurve,
  halvingCurve,
  linearCurve,
  oneMinusSqrtCurve,
  ramp,
  sequence,
} from "@anneal/core";
import type { Curve, Schedule } from "@anneal/core";
import type { Settings } from "./settings.ts";

/** The shapes of the decay. */
export const megatronStyles = [
  "constant",
  "linear",
  "cosine",
  "inverse-square-root",
  "WSD",
] as const;

const curves: Readonly<Record<string, Curve>> = {
  linear: linearCurve,
  cosine: cosineCurve,
  exponential: /* @__PURE__ */ halvingCurve(1),
  minus_sqrt: oneMinusSqrtCurve,
};

/** What a schedule of Megatron is made of, in updates or in samples. */
export interface MegatronShape {
  readonly init: number;
  readonly max: number;
  readonly min: number;
  readonly warmup: number;
  readonly decay: number;
  readonly style: (typeof megatronStyles)[number];
  readonly anneal: () => { readonly steps: number; readonly curve: Curve };
}

/** The rate in updates or in samples; `key` is that of the warmup. */
export function megatronSchedule(settings: Settings, key: string, shape: MegatronShape): Schedule {
  const { init, max, min, warmup, decay, style } = shape;
  const rise = ramp({ from: init, to: max, steps: warmup });
  if (style === "constant") return warmup > 0 ? rise : constant(max);
  if (warmup >= decay) settings.refuse(key, `below the length of the decay (${decay})`, warmup);
  if (min > max) settings.refuse("min_lr", `at most the rate (${max})`);
  if (style === "inverse-square-root") {
    if (warmup === 0) settings.refuse(key, "above 0 with inverse-square-root", warmup);
    const root = transformersGetInverseSqrtSchedule({
      lr: max,
      numWarmupSteps: warmup,
      timescale: warmup,
    });
    return sequence([
      { schedule: rise, steps: warmup },
      // The last step of the decay still has the root: the floor comes after it.
      { schedule: clamp({ min }, advance(warmup, root)), steps: decay - warmup + 1 },
      min,
    ]);
  }
  if (style === "WSD") {
    const { steps, curve } = shape.anneal();
    if (steps > decay - warmup) {
      settings.refuse(
        "lr_wsd_decay_iters",
        `at most what the warmup leaves of the decay (${decay - warmup})`,
        steps,
      );
    }
    return sequence([
      { schedule: rise, steps: warmup },
      { schedule: max, steps: decay - steps - warmup },
      ramp({ from: max, to: min, steps, curve }),
    ]);
  }
  return sequence([
    { schedule: rise, steps: warmup },
    ramp({
      from: max,
      to: min,
      steps: decay - warmup,
      curve: style === "cosine" ? cosineCurve : linearCurve,
    }),
  ]);
}

/** The end of WSD: its length and its curve. */
export function annealOf(
  settings: Settings,
  length: string,
  style: string,
  each = 1,
): { readonly steps: number; readonly curve: Curve } {
  return {
    steps: settings.has(length)
      ? each * settings.amount(length)
      : settings.refuse(length, "given with WSD", undefined, TypeError),
    curve:
      curves[
        settings.oneOf(style, ["exponential", "linear", "cosine", "minus_sqrt"], "exponential")
      ]!,
  };
}
