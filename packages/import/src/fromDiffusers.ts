import { scale, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { kohyaSigns } from "./kohyaSigns.ts";
import { Settings } from "./settings.ts";
import { spelled } from "./spelled.ts";
import { trainerSchedule } from "./trainerSchedule.ts";

const types = [
  "linear",
  "cosine",
  "cosine_with_restarts",
  "polynomial",
  "constant",
  "constant_with_warmup",
  "piecewise_constant",
] as const;

/** Arguments of its scripts that kohya's scripts do not have. */
const signs = [
  "max_train_steps",
  "num_train_epochs",
  "validation_prompt",
  "instance_data_dir",
  "train_data_dir",
  "checkpointing_steps",
];

/** Whether it holds the arguments of a training script of diffusers. */
export const isDiffusers = (settings: Settings): boolean => {
  const all = spelled(settings);
  return (
    (all.has("pretrained_model_name_or_path") || all.has("lr_warmup_steps")) &&
    typeof (all.get("lr_scheduler") ?? "") === "string" &&
    (all.has("lr_scheduler") || all.has("lr_warmup_steps") || all.has("learning_rate")) &&
    signs.some((key) => all.has(key)) &&
    // The last is a sign of axolotl.
    ![...kohyaSigns, "base_model"].some((key) => all.has(key))
  );
};

/** Rules as `"1:10,0.1:20,0.01"`: factors with the steps up to which they count, and one for the rest. */
function piecewise(settings: Settings, rate: number): Schedule {
  const text = settings.text("step_rules");
  const parts = text.slice(0, 10_000).split(",");
  const rest = Number(parts.at(-1));
  const rules = parts
    .slice(0, -1)
    .map((part) => part.split(":").map(Number))
    .sort(([, one = 0], [, other = 0]) => one - other);
  const isRule = ([factor = NaN, until = NaN, more]: number[]): boolean =>
    factor >= 0 && factor < Infinity && until > 0 && until < Infinity && more === undefined;
  if (!(rest >= 0 && rest < Infinity) || !rules.every(isRule)) {
    settings.refuse("step_rules", 'rules as "1:10,0.1:20,0.01"');
  }
  return scale(
    rate,
    sequence([
      ...rules.map(([factor = 0, until = 0], index) => ({
        schedule: factor,
        steps: until - (rules[index - 1]?.[1] ?? 0),
      })),
      rest,
    ]),
  );
}

/** The rate, times the batch where the script is told to scale it. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  const rate = settings.has("learning_rate")
    ? settings.amount("learning_rate")
    : settings.ask("learningRate", "learning_rate is missing, and every script has its own");
  if (!settings.flag("scale_lr", false)) return rate;
  const batch =
    options.samplesPerStep ??
    settings.ask("samplesPerStep", "scale_lr multiplies the rate by the batch of all devices");
  settings.note("scale_lr", `the rate is multiplied by ${batch}, the samples of an update`);
  return rate * batch;
}

function readDiffusers(settings: Settings, options: ImportOptions): Found {
  const all = spelled(settings);
  all.refuseUnread(/^(?:lr_|learning_rate|scale_lr|step_rules)/, [
    "learning_rate",
    "lr_scheduler",
    "lr_warmup_steps",
    "lr_num_cycles",
    "lr_power",
    "scale_lr",
    "step_rules",
  ]);
  const type = all.oneOf("lr_scheduler", types, "constant");
  const rate = rateOf(all, options);
  const planned =
    options.totalSteps ??
    (all.has("max_train_steps")
      ? all.positiveCount("max_train_steps")
      : options.stepsPerEpoch === undefined
        ? undefined
        : Math.ceil(all.positive("num_train_epochs", 100) * options.stepsPerEpoch));
  const total = (): number =>
    planned ?? all.ask("totalSteps, or stepsPerEpoch", "max_train_steps is missing");
  if (type === "piecewise_constant") {
    return { learningRate: piecewise(all, rate), per: "step", steps: planned };
  }
  const given = {
    ...(type === "cosine_with_restarts" && {
      num_cycles: all.has("lr_num_cycles") ? all.positive("lr_num_cycles") : 1,
    }),
    ...(type === "polynomial" && { power: all.has("lr_power") ? all.positive("lr_power") : 1 }),
  };
  const learningRate = trainerSchedule(all, {
    type,
    rate,
    warmup: () => all.count("lr_warmup_steps", 500),
    total,
    more: new Settings(all.findings, "", given),
    keys: { rate: "learning_rate", warmup: "lr_warmup_steps", total: "max_train_steps" },
  });
  return { learningRate, per: "step", steps: planned };
}

/**
 * The schedule of a training script of diffusers, from its arguments.
 *
 * Several processes change nothing: the script multiplies the lengths by their number, and the scheduler makes so many steps an
 * update.
 *
 * @param document - The arguments by their names (`parseArguments` of `@anneal/import/arguments` makes them of a script), or what a
 *   YAML parser makes of a file of them.
 * @param options - See {@link ImportOptions}: `samplesPerStep` where `scale_lr` is set; `totalSteps` or `stepsPerEpoch` where there is
 *   no `max_train_steps`.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromDiffusers({
 *   pretrained_model_name_or_path: "a/model",
 *   learning_rate: "1e-4",
 *   lr_scheduler: "constant_with_warmup",
 *   lr_warmup_steps: "100",
 *   max_train_steps: "1000",
 * });
 * sample(learningRate, { from: 50, steps: 51 }); // => [0.00005]
 * ```
 */
export const fromDiffusers = /* @__PURE__ */ importing("fromDiffusers", "diffusers", readDiffusers);
