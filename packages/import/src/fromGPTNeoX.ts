import { clamp, constant, cosineCurve, ramp, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { spelled } from "./spelled.ts";
import { way } from "./way.ts";

/** Whether it is a configuration of GPT-NeoX: an optimizer as DeepSpeed has it, and lengths as Megatron has them. */
export const isGPTNeoX = (settings: Settings): boolean =>
  settings.holds("optimizer") &&
  settings.inside("optimizer").holds("params") &&
  settings.first("train_iters", "train-iters", "lr_decay_style", "lr-decay-style") !== undefined;

function decayOf(style: string, max: number, min: number, steps: number): Schedule {
  const floored = (schedule: Schedule): Schedule => clamp({ min }, schedule);
  if (style === "constant") return constant(Math.max(max, min));
  if (style === "linear") return floored(ramp({ from: max, to: 0, steps }));
  if (style === "exponential") {
    // Nearly a half is left at its end, as it is written there.
    return floored(exponential({ initial: max, factor: Math.exp(-0.693), every: steps }));
  }
  return sequence([
    way({ from: max, to: min, steps, curve: cosineCurve }),
    // It is not stopped at its end: it rises again.
    ramp({ from: min, to: max, steps, curve: cosineCurve }),
  ]);
}

function readGPTNeoX(settings: Settings, options: ImportOptions): Found<Schedule> {
  const all = spelled(settings);
  all.refuseUnread(/^(?:lr|warmup|min_lr)/, [
    "lr_decay_style",
    "lr_decay_iters",
    "lr_decay_fraction",
    "min_lr",
    "warmup",
    "warmup_iters",
  ]);
  const optimizer = all.holds("optimizer") ? all.inside("optimizer") : undefined;
  const params = optimizer?.holds("params") ? optimizer.inside("params") : undefined;
  const max =
    options.learningRate ??
    (params?.has("lr")
      ? params.amount("lr")
      : all.ask("learningRate", "optimizer.params.lr is missing"));
  const planned =
    options.totalSteps ?? (all.has("train_iters") ? all.positiveCount("train_iters") : undefined);
  const total = (): number =>
    planned ?? all.ask("totalSteps", "train_iters and lr_decay_iters are missing");
  const length = all.has("lr_decay_iters")
    ? all.positiveCount("lr_decay_iters")
    : Math.max(1, Math.floor(total() * all.share("lr_decay_fraction", 1)));
  const warmup = all.has("warmup_iters")
    ? all.count("warmup_iters")
    : all.share("warmup", 0.01) * length;
  const style = all.oneOf(
    "lr_decay_style",
    ["constant", "linear", "cosine", "exponential"],
    "linear",
  );
  if (style !== "constant" && warmup >= length) {
    all.refuse("warmup", `below the length of the decay (${length} steps)`, warmup);
  }
  const min = all.amount("min_lr", 0);
  if (min > max) all.refuse("min_lr", `at most the rate (${max})`);
  return {
    learningRate: sequence([
      way({ from: 0, to: max, steps: warmup }),
      decayOf(style, max, min, length - warmup),
    ]),
    per: "step",
    steps: planned,
  };
}

/**
 * The schedule of a configuration of GPT-NeoX, with hyphens or underscores: `optimizer.params.lr` with `warmup`,
 * `lr-decay-style`, `lr-decay-iters` and `min_lr`.
 *
 * The floor does not hold back the warmup. A cosine that is over before the training rises again.
 *
 * @param document - What a YAML parser makes of the file, or of several merged into one, or JSON text.
 * @param options - See {@link ImportOptions}: `totalSteps` where there is neither `train-iters` nor `lr-decay-iters`.
 * @returns See {@link Imported}; `steps` is `train-iters`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if the warmup is no shorter than the decay.
 *
 * @example
 * ```ts
 * const { learningRate } = fromGPTNeoX({
 *   optimizer: { type: "Adam", params: { lr: 0.1 } },
 *   "train-iters": 110,
 *   "lr-decay-style": "linear",
 *   warmup_iters: 10,
 *   min_lr: 0.01,
 * });
 * [0, 5, 10, 60, 110].map((step) => learningRate(step)); // => [0, 0.05, 0.1, 0.05, 0.01]
 * ```
 */
export const fromGPTNeoX = /* @__PURE__ */ importing("fromGPTNeoX", "gpt-neox", readGPTNeoX);
