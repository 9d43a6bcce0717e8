import { clamp, constant } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential, inverseTime } from "@anneal/exponential";
import { exponentialWarmup } from "@anneal/warmup";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

const types = ["constant", "inverse", "exponential"] as const;

/** Whether it is a configuration of k-diffusion: one without lr_sched has a rate that stays. */
export const isKDiffusion = (settings: Settings): boolean =>
  settings.holds("lr_sched")
    ? settings.inside("lr_sched").has("type")
    : settings.holds("ema_sched") && settings.holds("optimizer") && settings.holds("model");

function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  if (optimizer?.has("lr") === true) return optimizer.amount("lr");
  const type = settings.holds("model") ? settings.inside("model").get("type") : undefined;
  const rate = type === "image_transformer_v1" ? 5e-4 : 1e-4;
  settings.note("optimizer.lr", `not given; ${rate}, the default, is taken`);
  return rate;
}

function readKDiffusion(settings: Settings, options: ImportOptions): Found<Schedule> {
  if (!settings.has("lr_sched")) {
    settings.note("lr_sched", "not given; the rate stays what it is");
    return {
      learningRate: constant(rateOf(settings, options)),
      per: "step",
      steps: options.totalSteps,
    };
  }
  const scheduler = settings.inside("lr_sched");
  const type = scheduler.oneOf("type", types);
  const keys = {
    constant: [],
    inverse: ["inv_gamma", "power"],
    exponential: ["num_steps", "decay"],
  };
  scheduler.refuseUnread(/./, ["type", "warmup", "min_lr", ...keys[type]]);
  const rate = rateOf(settings, options);
  const floor = scheduler.amount("min_lr", 0);
  let schedule: Schedule = constant(rate);
  if (type === "inverse") {
    const gamma = scheduler.positive("inv_gamma", 1);
    schedule = inverseTime({
      initial: rate,
      rate: 1,
      every: gamma,
      power: scheduler.positive("power", 1),
    });
  } else if (type === "exponential") {
    const decay = scheduler.positive("decay", 0.5);
    if (decay > 1) scheduler.refuse("decay", "at most 1");
    schedule = exponential({
      initial: rate,
      factor: decay,
      every: scheduler.positive("num_steps"),
    });
  }
  const warmup = scheduler.amount("warmup", 0);
  if (warmup >= 1) scheduler.refuse("warmup", "below 1");
  const floored = floor > 0 && type !== "constant" ? clamp({ min: floor }, schedule) : schedule;
  return {
    learningRate: warmup === 0 ? floored : exponentialWarmup({ schedule: floored, factor: warmup }),
    per: "step",
    steps: options.totalSteps,
  };
}

/**
 * The schedule of a configuration of k-diffusion: its `lr_sched` on the rate of `optimizer`, with a warmup that is endless.
 *
 * @param document - What `JSON.parse` makes of the file, or its text.
 * @param options - See {@link ImportOptions}: `learningRate`, the rate on the command line.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromKDiffusion({
 *   model: { type: "image_v1" },
 *   optimizer: { type: "adamw", lr: 0.1 },
 *   lr_sched: { type: "inverse", inv_gamma: 100, power: 1, warmup: 0.5 },
 * });
 * [0, 1, 100].map((step) => learningRate(step)); // => [0.05, 0.07425742574257427, 0.05]
 * ```
 */
export const fromKDiffusion = /* @__PURE__ */ importing(
  "fromKDiffusion",
  "k-diffusion",
  readKDiffusion,
);
