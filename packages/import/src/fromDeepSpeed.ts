import { constant, plan } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import {
  deepSpeedKeys,
  deepSpeedSchedulers,
  deepSpeedTypes,
  isAuto,
} from "./deepSpeedSchedulers.ts";
import type { DeepSpeedScheduler } from "./deepSpeedSchedulers.ts";
import type { ImportedGroup } from "./imported.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

/** Whether it is the file of a DeepSpeed training. */
export const isDeepSpeed = (settings: Settings): boolean =>
  // GPT-NeoX keeps the lengths of its schedule beside the settings of DeepSpeed.
  settings.first("train_iters", "train-iters", "lr_decay_style", "lr-decay-style") === undefined &&
  (settings.holds("zero_optimization") ||
    (settings.holds("scheduler") &&
      deepSpeedTypes.some((type) => type === settings.inside("scheduler").get("type"))) ||
    (settings.holds("optimizer") &&
      settings.inside("optimizer").holds("params") &&
      [
        "train_batch_size",
        "train_micro_batch_size_per_gpu",
        "zero_optimization",
        "gradient_accumulation_steps",
      ].some((key) => settings.has(key))));

/** Optimizers of DeepSpeed that have betas, whose momentum a one-cycle moves. */
const withBetas = /adam|lamb|lion/i;

function readDeepSpeed(settings: Settings, options: ImportOptions): Found<Schedule> {
  const optimizer = settings.holds("optimizer") ? settings.inside("optimizer") : undefined;
  const own = optimizer?.holds("params") ? optimizer.inside("params") : undefined;
  const base = (): number => {
    if (options.learningRate !== undefined) return options.learningRate;
    if (own?.has("lr") && !isAuto(own, "lr")) return own.amount("lr");
    return settings.ask("learningRate", 'optimizer.params.lr is missing or "auto"');
  };
  if (!settings.has("scheduler")) {
    settings.note("scheduler", "not given; the rate of the optimizer stays what it is");
    return { learningRate: constant(base()), per: "step", steps: options.totalSteps };
  }
  const scheduler = settings.inside("scheduler");
  const type = scheduler.oneOf("type", deepSpeedTypes);
  const params = scheduler.has("params")
    ? scheduler.inside("params")
    : scheduler.refuse("params", "given: without it DeepSpeed makes no scheduler");
  params.refuseUnread(/./, [...deepSpeedKeys[type], "last_batch_iteration"]);
  if (params.has("last_batch_iteration") && params.number("last_batch_iteration") !== -1) {
    params.refuse("last_batch_iteration", "-1: begin later with the option from of drive");
  }
  // Groups are told apart by lists, one rate for each.
  const count = Math.max(
    1,
    ...params.keys().map((key) => {
      const value = params.get(key);
      return Array.isArray(value) ? value.length : 1;
    }),
  );
  if (count > 1000) params.refuse("cycle_max_lr", "a list of at most 1000 rates", count);
  const optimizerType = optimizer?.get("type");
  const hasMomentum = typeof optimizerType !== "string" || withBetas.test(optimizerType);
  const read = Array.from({ length: count }, (_, group) => ({
    momentum: undefined,
    steps: undefined,
    ...deepSpeedSchedulers[type](params, { options, base, hasMomentum, group }),
  }));
  const [{ learningRate, momentum, steps }] = read as [DeepSpeedScheduler, ...DeepSpeedScheduler[]];
  const groups: ImportedGroup[] | undefined =
    count > 1 || momentum !== undefined
      ? read.map((each) => ({
          plan: plan({
            learningRate: each.learningRate,
            ...(each.momentum && { momentum: each.momentum }),
          }),
        }))
      : undefined;
  if (momentum !== undefined) {
    params.note("cycle_momentum", "moves the first of the betas; the second is 0.99 meanwhile");
  }
  return { learningRate, groups, per: "step", steps: steps ?? options.totalSteps };
}

/**
 * The schedule of a DeepSpeed configuration: its `scheduler`, with the rate of its `optimizer`.
 *
 * DeepSpeed sets a rate after an update, and counts from there: every rate of a warmup is used one update late, and so it is
 * here. `"auto"`, which Hugging Face fills in, is asked for by name.
 *
 * @param document - What `JSON.parse` makes of the file, or its text.
 * @param options - See {@link ImportOptions}: `learningRate`, `totalSteps` and `warmupSteps` stand in for `"auto"`.
 * @returns See {@link Imported}; with `groups` where a rate is a list, or where a one-cycle moves the momentum.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const params = { warmup_min_lr: 0, warmup_max_lr: 0.001, warmup_num_steps: 4, warmup_type: "linear" };
 * const { learningRate } = fromDeepSpeed({ scheduler: { type: "WarmupLR", params } });
 * [0, 1, 3, 5].map((step) => learningRate(step)); // => [0, 0, 0.0005, 0.001]
 * ```
 */
export const fromDeepSpeed = /* @__PURE__ */ importing("fromDeepSpeed", "deepspeed", readDeepSpeed);
