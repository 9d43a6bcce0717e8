import { constant, cosineCurve, ramp, sequence } from "@anneal/core";
import { warmup as warmupOf } from "@anneal/warmup";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { Unread } from "./show.ts";

const known = [
  "learning_rate",
  "min_lr",
  "warmup_iters",
  "lr_decay_iters",
  "max_iters",
  "decay_lr",
];

/** Whether it is the configuration of nanoGPT or one of its children: their names for iterations are like no other's. */
export const isNanoGPT = (settings: Settings): boolean =>
  settings.has("decay_lr") ||
  (settings.has("lr_decay_iters") && !settings.has("lr_decay_style")) ||
  (settings.has("learning_rate") && (settings.has("warmup_iters") || settings.has("max_iters")));

function readNanoGPT(settings: Settings, options: ImportOptions): Found<Schedule> {
  settings.refuseUnread(/^(?:lr|learning_rate|min_lr|(?:warm|cool)_?(?:up|down)|decay_lr)/, [
    ...known,
    // Where the file is the whole script, the rate of an update has this name.
    ...(settings.get("lr") instanceof Unread ? ["lr"] : []),
  ]);
  const rate = options.learningRate ?? settings.amount("learning_rate", 6e-4);
  const steps = options.totalSteps ?? settings.positiveCount("max_iters", 600_000);
  if (!settings.flag("decay_lr", true)) {
    return { learningRate: constant(rate), per: "step", steps };
  }
  const rising = settings.count("warmup_iters", 2000);
  const until = settings.count("lr_decay_iters", 600_000);
  const min = settings.amount("min_lr", 6e-5);
  if (min > rate) {
    settings.note("min_lr", "is above learning_rate: the cosine goes up");
  }
  const way = ramp({ from: rate, to: min, steps: Math.max(0, until - rising), curve: cosineCurve });
  if (rising > 0) {
    settings.note(
      "warmup_iters",
      "the first update has a part of the rate, as in nanoGPT since 2024; before, it had none",
    );
  }
  return {
    learningRate:
      rising > 0
        ? sequence([{ schedule: warmupOf({ schedule: rate, steps: rising }), steps: rising }, way])
        : way,
    per: "step",
    steps,
  };
}

/**
 * The schedule of a nanoGPT configuration: `learning_rate`, `min_lr`, `warmup_iters`, `lr_decay_iters`, `decay_lr`.
 *
 * The file is Python: {@link read} reads its assignments, or `parsePython` of `@anneal/import/python`.
 *
 * @param document - The names of the module with their values, or JSON text of them.
 * @param options - See {@link ImportOptions}: `totalSteps` stands in for `max_iters`.
 * @returns See {@link Imported}; `steps` is `max_iters`.
 * @throws {TypeError} If a value is of the wrong type, or one that has to do with the rate is not known.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromNanoGPT({ learning_rate: 1, min_lr: 0, warmup_iters: 3, lr_decay_iters: 103 });
 * [0, 3, 53, 103].map((step) => learningRate(step)); // => [0.25, 1, 0.5, 0]
 * ```
 */
export const fromNanoGPT = /* @__PURE__ */ importing("fromNanoGPT", "nanogpt", readNanoGPT);
