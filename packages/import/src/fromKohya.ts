import { plan, scale } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
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
  "inverse_sqrt",
  "cosine_with_min_lr",
  "warmup_stable_decay",
] as const;

/** Every section is as good as none: they are there for the reader. What is empty in a form is not given. */
function flat(settings: Settings): Settings {
  const all = spelled(
    settings,
    settings.keys().filter((key) => settings.holds(key)),
  );
  const given = all.keys().filter((key) => all.get(key) !== "");
  const entries = Object.fromEntries(given.map((key) => [key, all.get(key)]));
  return new Settings(settings.findings, "", entries);
}

/** Whether it is a configuration of kohya's scripts. */
export const isKohya = (settings: Settings): boolean => {
  const all = flat(settings);
  return (
    ["learning_rate", "unet_lr", "lr_scheduler"].some((key) => all.has(key)) &&
    (all.has("pretrained_model_name_or_path") || all.has("lr_scheduler")) &&
    kohyaSigns.some((key) => all.has(key))
  );
};

/** A length in steps, or as a share of all: a number below 1 is one. */
function lengthOf(settings: Settings, key: string, total: () => number): number {
  if (!settings.has(key)) return 0;
  const given = settings.get(key);
  if (typeof given === "string" && given.trim().endsWith("%")) {
    const share = Number(given.trim().slice(0, -1)) / 100;
    if (!(share >= 0 && share <= 1)) settings.refuse(key, "at most 100%");
    return Math.floor(share * total());
  }
  const amount = settings.amount(key);
  return amount < 1 ? Math.floor(amount * total()) : settings.count(key);
}

function readKohya(settings: Settings, options: ImportOptions): Found {
  const all = flat(settings);
  all.refuseUnread(/^(?:lr_|learning_rate|unet_lr|text_encoder_lr)/, [
    "learning_rate",
    "lr_scheduler",
    "lr_scheduler_type",
    "lr_scheduler_args",
    "lr_warmup",
    "lr_warmup_steps",
    "lr_decay_steps",
    "lr_scheduler_num_cycles",
    "lr_scheduler_power",
    "lr_scheduler_timescale",
    "lr_scheduler_min_lr_ratio",
    "unet_lr",
    "text_encoder_lr",
  ]);
  for (const key of ["lr_scheduler_type", "lr_scheduler_args"]) {
    if (all.has(key) && String(all.get(key)) !== "") {
      all.refuse(key, "left out: a class of your own, or its arguments, are not read");
    }
  }
  const optimizer = all.first("optimizer_type", "optimizer");
  if (
    optimizer !== undefined &&
    /^adafactor$/i.test(all.text(optimizer)) &&
    !/relative_step=false/i.test(String(all.get("optimizer_args")))
  ) {
    all.refuse(
      optimizer,
      "another, or relative_step=False in optimizer_args: Adafactor chooses rates by itself",
    );
  }
  const type = all.oneOf("lr_scheduler", types, "constant");
  // In a form there are always epochs, and steps only where they count.
  const epochs = all.has("max_train_steps")
    ? all.first("max_train_epochs")
    : all.first("max_train_epochs", "epoch");
  const planned =
    options.totalSteps ??
    (epochs === undefined
      ? all.positiveCount("max_train_steps", 1600)
      : options.stepsPerEpoch && Math.ceil(all.positive(epochs) * options.stepsPerEpoch));
  const total = (): number =>
    planned ??
    all.ask("totalSteps, or stepsPerEpoch", `${epochs} says how many epochs, not updates`);
  const amount = (key: string, otherwise: number): number =>
    all.has(key) ? all.amount(key) : otherwise;
  // The form has the warmup in percent.
  const warmup = all.has("lr_warmup")
    ? Math.round((all.amount("lr_warmup") * total()) / 100)
    : lengthOf(all, "lr_warmup_steps", total);
  const cycles = amount("lr_scheduler_num_cycles", 1);
  const ratio = amount("lr_scheduler_min_lr_ratio", 0);
  const given: Readonly<Partial<Record<(typeof types)[number], object>>> = {
    cosine_with_restarts: { num_cycles: cycles },
    polynomial: { power: amount("lr_scheduler_power", 1) },
    inverse_sqrt: all.has("lr_scheduler_timescale")
      ? { timescale: all.positive("lr_scheduler_timescale") }
      : {},
    cosine_with_min_lr: { num_cycles: cycles / 2, min_lr_rate: ratio },
  };
  const more = { ...given[type] } as Record<string, unknown>;
  if (type === "warmup_stable_decay") {
    const decay = lengthOf(all, "lr_decay_steps", total);
    Object.assign(more, {
      num_decay_steps: decay,
      num_stable_steps: total() - warmup - decay,
      num_cycles: cycles / 2,
      min_lr_ratio: ratio,
    });
  }
  const base =
    options.learningRate ??
    (all.has("learning_rate") || !all.has("unet_lr")
      ? all.amount("learning_rate", 2e-6)
      : all.amount("unet_lr"));
  // Where there is a floor that is no share, it is one of this rate.
  const whole = base > 0 ? base : 1;
  const schedule = trainerSchedule(all, {
    type,
    rate: whole,
    warmup: () => warmup,
    total,
    more: new Settings(all.findings, "", more),
    keys: { rate: "learning_rate", warmup: "lr_warmup_steps", total: "max_train_steps" },
  });
  const scheduleOf = (rate: number): Schedule | ReactiveSchedule =>
    rate === whole ? schedule : scale(rate / whole, schedule);
  const own = (key: string): number[] => (all.has(key) ? all.amounts(key) : []);
  const [unet = base] = own("unet_lr");
  const encoders = own("text_encoder_lr");
  const isSplit = encoders.length > 0 || unet !== base;
  if (!isSplit) return { learningRate: scheduleOf(base), per: "step", steps: planned };
  const rates = [
    ...(all.flag("network_train_unet_only", false)
      ? []
      : (encoders.length > 0 ? encoders : [base]).map(
          (rate, index) =>
            [encoders.length > 1 ? `text_encoder_${index + 1}` : "text_encoder", rate] as const,
        )),
    ...(all.flag("network_train_text_encoder_only", false) ? [] : [["unet", unet] as const]),
  ];
  const groups = rates.map(([name, rate]) => ({
    name,
    plan: plan({ learningRate: scheduleOf(rate) }),
  }));
  const [[, first] = ["", base]] = rates;
  return { learningRate: scheduleOf(first), groups, per: "step", steps: planned };
}

/**
 * The schedule of a configuration of kohya's scripts (sd-scripts): a TOML file, or arguments.
 *
 * @param document - What a TOML parser makes of the file, whose sections do not matter, or arguments by their names.
 * @param options - See {@link ImportOptions}: `totalSteps` or `stepsPerEpoch` where there is `max_train_epochs`.
 * @returns See {@link Imported}; with a group for each text encoder and for the U-Net where they have rates of their own.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or for `lr_scheduler_type`, which names a class.
 *
 * @example
 * ```ts
 * const { groups } = fromKohya({
 *   network_module: "networks.lora",
 *   unet_lr: 1e-4,
 *   text_encoder_lr: 5e-5,
 *   lr_scheduler: "constant",
 *   max_train_steps: 100,
 * });
 * groups?.map(({ name, plan }) => [name, plan.at(0)]); // => [["text_encoder", { learningRate: 0.00005 }], ["unet", { learningRate: 0.0001 }]]
 * ```
 */
export const fromKohya = /* @__PURE__ */ importing("fromKohya", "kohya", readKohya);
