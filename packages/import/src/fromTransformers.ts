import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { Settings } from "./settings.ts";
import { renamed } from "./spelled.ts";
import { parseJson } from "./syntax/json.ts";

import { schedulerTypes, trainerSchedule } from "./trainerSchedule.ts";

/** Keys of the rate that are read, and those that look like it and are about something else. */
const known = [
  "learning_rate",
  "lr_scheduler_type",
  "lr_scheduler_kwargs",
  "warmup_steps",
  "warmup_ratio",
  "num_warmup_steps",
  "num_training_steps",
];

/** Keys that no other trainer's files have, of which one beside the rate shows whose file it is. */
const signs = [
  "lr_scheduler_kwargs",
  "per_device_train_batch_size",
  "per_gpu_train_batch_size",
  "num_train_epochs",
  "metric_for_best_model",
  "load_best_model_at_end",
  "save_total_limit",
  "overwrite_output_dir",
];

/** Whether it holds `TrainingArguments`, among whatever else. */
export const isTransformers = (settings: Settings): boolean =>
  ["lr_scheduler_type", "train.lr_scheduler_type"].some(
    (key) => typeof settings.get(key) === "string",
  ) ||
  (settings.has("learning_rate") &&
    !settings.has("lr_scheduler") &&
    signs.some((key) => settings.has(key)));

/**
 * The arguments by their own names: the board of LLaMA-Factory saves them with the name of its tab in front, as
 * `train.learning_rate`.
 */
const unprefixed = (settings: Settings): Settings =>
  renamed(settings, (key) => key.replace(/^train\./, ""));

/** The keyword arguments, a mapping or JSON text of one. */
function keywordsIn(settings: Settings): Settings | undefined {
  const key = "lr_scheduler_kwargs";
  const value = settings.get(key);
  if (value === undefined || value === "") return undefined;
  if (typeof value !== "string") return settings.inside(key);
  const path = `${settings.findings.importer}: ${settings.path(key)}`;
  return new Settings(settings.findings, "", { [key]: parseJson(path, value) }).inside(key);
}

/** Updates in all: what the options say, or the file, or epochs of a length that an option says. */
function totalOf(settings: Settings, options: ImportOptions): number | undefined {
  if (options.totalSteps !== undefined) return options.totalSteps;
  if (settings.has("num_training_steps")) return settings.count("num_training_steps");
  const steps = settings.has("max_steps") ? settings.number("max_steps") : -1;
  // The Trainer writes -1 for none.
  if (steps > 0) return settings.count("max_steps");
  if (options.stepsPerEpoch === undefined) return undefined;
  const epochs = settings.positive("num_train_epochs", 3);
  settings.note(
    "num_train_epochs",
    `${epochs} epochs of ${options.stepsPerEpoch} updates are ${Math.ceil(epochs * options.stepsPerEpoch)}`,
  );
  return Math.ceil(epochs * options.stepsPerEpoch);
}

/** The key of the warmup, and its length as the Trainer counts it: a ratio is rounded up. */
function warmupOf(settings: Settings, total: () => number): readonly [string, number] {
  const [key, second] = ["num_warmup_steps", "warmup_steps", "warmup_ratio"].filter(
    (each) => settings.has(each) && settings.amount(each) !== 0,
  );
  if (key === undefined) return ["warmup_steps", 0];
  if (second !== undefined) {
    if (key === "num_warmup_steps") settings.refuse(second, `left out beside ${key}`);
    settings.note(second, `has no part, because ${key} is given`);
  }
  const amount = settings.amount(key);
  if (key === "num_warmup_steps") return [key, amount];
  if (key === "warmup_steps" && amount >= 1) return [key, Math.floor(amount)];
  if (amount > 1) settings.refuse(key, "a ratio of at most 1");
  return [key, Math.ceil(amount * total())];
}

function readTransformers(given: Settings, options: ImportOptions): Found {
  const settings = given.has("train.lr_scheduler_type") ? unprefixed(given) : given;
  settings.refuseUnread(
    /^(?:lr_(?!scheduler_path)|learning_rate|learningrate|num_warmup|warmup)/i,
    known,
  );
  const type = (settings.has("lr_scheduler_type") ? settings.text("lr_scheduler_type") : "linear")
    // As Python shows a member of an enumeration.
    .replace(/^SchedulerType\./, "")
    .toLowerCase();
  if (!settings.has("lr_scheduler_type")) {
    settings.note("lr_scheduler_type", 'not given; "linear", the default, is taken');
  }
  const rate = options.learningRate ?? settings.amount("learning_rate", 5e-5);
  const planned = totalOf(settings, options);
  const total = (): number =>
    planned ??
    settings.ask(
      "totalSteps, or stepsPerEpoch",
      `${settings.path("max_steps")} is not given: updates after gradient accumulation`,
    );
  const monitor = (): string =>
    options.monitor ??
    `eval_${settings.text("metric_for_best_model", "loss").replace(/^eval_/, "")}`;
  if (!schedulerTypes.includes(type)) {
    settings.oneOf("lr_scheduler_type", schedulerTypes);
  }
  if (settings.has("deepspeed")) {
    settings.note("deepspeed", "not read; a scheduler in that file takes the place of this one");
  }
  const [key, warmup] = warmupOf(settings, total);
  const learningRate = trainerSchedule(settings, {
    type,
    rate,
    warmup: () => warmup,
    total,
    more: keywordsIn(settings),
    monitor,
    keys: { rate: "learning_rate", warmup: key, total: "max_steps" },
  });
  return { learningRate, per: "step", steps: planned };
}

/**
 * The schedule of a Hugging Face training, from its `TrainingArguments` as a whole: a JSON, or what a YAML parser makes of the
 * file that LLaMA-Factory or TRL read. Keys that have nothing to do with the rate are passed over.
 *
 * It is that of the preset of `transformers` for `lr_scheduler_type`, with the warmup in steps as the Trainer counts them.
 *
 * @param document - `{ learning_rate, lr_scheduler_type, warmup_ratio, max_steps, … }`, or JSON text of it; the names of
 *   `get_scheduler`, `num_warmup_steps` and `num_training_steps`, are known too.
 * @param options - See {@link ImportOptions}: where there is no `max_steps`, `totalSteps`, or `stepsPerEpoch`, which is
 *   multiplied by `num_train_epochs`.
 * @returns See {@link Imported}: reactive for `"reduce_lr_on_plateau"` and `"greedy"`, which watch `metric_for_best_model`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or a text longer than 1,000,000 characters.
 *
 * @example
 * ```ts
 * const { learningRate } = fromTransformers({
 *   output_dir: "out",
 *   learning_rate: 5e-5,
 *   warmup_ratio: 0.1,
 *   max_steps: 1000,
 * });
 * [50, 100, 550, 1000].map((step) => learningRate(step)); // => [2.5e-5, 5e-5, 2.5e-5, 0]
 * ```
 */
export const fromTransformers = /* @__PURE__ */ importing(
  "fromTransformers",
  "transformers",
  readTransformers,
);
