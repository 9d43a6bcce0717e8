import { transformersGetCosineScheduleWithWarmup } from "@anneal/compat";
import { constant } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { referring } from "./referring.ts";
import type { Settings } from "./settings.ts";

/** Whether it is a configuration of torchtune. */
export const isTorchtune = (settings: Settings): boolean =>
  settings.holds("optimizer") &&
  settings.inside("optimizer").has("_component_") &&
  (settings.has("epochs") || settings.has("lr_scheduler"));

const cosine = "get_cosine_schedule_with_warmup";

function readTorchtune(settings: Settings, options: ImportOptions): Found<Schedule> {
  const optimizer = settings.inside("optimizer");
  const rate =
    options.learningRate ??
    (optimizer.has("lr")
      ? optimizer.amount("lr")
      : optimizer.ask("learningRate", "optimizer.lr is missing"));
  const perEpoch = Math.min(
    options.stepsPerEpoch ?? Infinity,
    settings.has("max_steps_per_epoch") ? settings.positiveCount("max_steps_per_epoch") : Infinity,
  );
  const planned =
    options.totalSteps ??
    (Number.isFinite(perEpoch) ? settings.positiveCount("epochs", 1) * perEpoch : undefined);
  if (!settings.has("lr_scheduler")) {
    settings.note("lr_scheduler", "not given; the rate of the optimizer stays what it is");
    return { learningRate: constant(rate), per: "step", steps: planned };
  }
  const scheduler = settings.inside("lr_scheduler");
  if (scheduler.text("_component_").split(".").at(-1) !== cosine) {
    scheduler.refuse("_component_", `torchtune.training.lr_schedulers.${cosine}`);
  }
  scheduler.refuseUnread(/./, [
    "_component_",
    "num_warmup_steps",
    "num_cycles",
    "num_training_steps",
    "last_epoch",
  ]);
  const total =
    planned ??
    settings.ask(
      "stepsPerEpoch",
      "updates of an epoch, after gradient accumulation; max_steps_per_epoch is missing",
    );
  return {
    learningRate: transformersGetCosineScheduleWithWarmup({
      lr: rate,
      numWarmupSteps: scheduler.count("num_warmup_steps"),
      numTrainingSteps: total,
      numCycles: scheduler.amount("num_cycles", 0.5),
    }),
    per: "step",
    steps: total,
  };
}

/**
 * The schedule of a torchtune configuration: its `lr_scheduler` on the rate of its `optimizer`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch`, or `totalSteps`.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromTorchtune(
 *   {
 *     optimizer: { _component_: "torch.optim.AdamW", lr: 0.0003 },
 *     lr_scheduler: {
 *       _component_: "torchtune.training.lr_schedulers.get_cosine_schedule_with_warmup",
 *       num_warmup_steps: 100,
 *     },
 *     epochs: 1,
 *   },
 *   { stepsPerEpoch: 300 },
 * );
 * [50, 100, 200].map((step) => learningRate(step)); // => [0.00015, 0.0003, 0.00015]
 * ```
 */
export const fromTorchtune = /* @__PURE__ */ importing(
  "fromTorchtune",
  "torchtune",
  referring(readTorchtune),
);
