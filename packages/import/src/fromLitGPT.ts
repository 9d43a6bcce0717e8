import { cosineCurve, ramp, repeat, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

/** Whether it is a configuration of LitGPT. */
export const isLitGPT = (settings: Settings): boolean =>
  settings.holds("train") &&
  [
    "save_interval",
    "lr_warmup_steps",
    "lr_warmup_fraction",
    "max_tokens",
    "min_lr",
    "micro_batch_size",
  ].some((key) => settings.inside("train").has(key));

/** The class of the optimizer, which may be all that is said of it. */
function nameOf(settings: Settings): string | undefined {
  const given = settings.holds("optimizer")
    ? settings.inside("optimizer").get("class_path")
    : settings.get("optimizer");
  return typeof given === "string" ? given.replace(/^.*\./, "") : undefined;
}

/** The rate of the optimizer, whose arguments may be given in three ways. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  const train = settings.inside("train");
  if (train.has("learning_rate")) return train.amount("learning_rate");
  if (settings.holds("optimizer")) {
    const optimizer = settings.inside("optimizer");
    const holder = optimizer.holds("init_args") ? optimizer.inside("init_args") : optimizer;
    if (holder.has("lr")) return holder.amount("lr");
  }
  const name = nameOf(settings);
  if (name !== undefined && /^(?:Adam|AdamW|NAdam|SGD)$/.test(name)) {
    settings.note("optimizer", `${name} without a rate; 0.001, the default of PyTorch, is taken`);
    return 0.001;
  }
  return settings.ask("learningRate", "optimizer.init_args.lr is missing");
}

function readLitGPT(settings: Settings, options: ImportOptions): Found<Schedule> {
  const train = settings.inside("train");
  train.refuseUnread(/^(?:lr_|learning_rate|min_lr|warmup)/, [
    "lr_warmup_steps",
    "lr_warmup_fraction",
    "learning_rate",
    "min_lr",
  ]);
  const rate = rateOf(settings, options);
  const isPretraining =
    train.has("max_tokens") ||
    settings.has("tokenizer_dir") ||
    settings.has("initial_checkpoint_dir");
  const devices =
    (typeof settings.get("devices") === "string" ? 1 : settings.positiveCount("devices", 1)) *
    settings.positiveCount("num_nodes", 1);
  if (settings.get("devices") === "auto") settings.note("devices", '"auto" is taken for one');
  // Null, and not left out, is no warmup.
  const updates =
    train.entries["lr_warmup_steps"] === null
      ? 0
      : train.count("lr_warmup_steps", isPretraining ? 2000 : 100);
  const fraction = train.has("lr_warmup_fraction") ? train.share("lr_warmup_fraction") : 0;
  if (fraction > 0 && updates > 0) {
    train.refuse("lr_warmup_fraction", `left out, or lr_warmup_steps null: that is ${updates}`);
  }
  if (isPretraining) {
    const micro = train.positiveCount("micro_batch_size", 4);
    const accumulation = Math.max(
      1,
      Math.floor(Math.floor(train.positiveCount("global_batch_size", 512) / devices) / micro),
    );
    const total =
      options.totalSteps ??
      (train.has("max_tokens") && train.has("max_seq_length")
        ? Math.floor(
            Math.floor(train.positive("max_tokens") / devices) /
              (micro * train.positiveCount("max_seq_length")),
          )
        : train.ask(
            "totalSteps",
            "train.max_tokens or train.max_seq_length is missing: iterations, of which several make an update",
          ));
    const warmup = Math.min(
      total,
      fraction > 0
        ? Math.ceil(
            fraction *
              (options.stepsPerEpoch ??
                train.ask(
                  "stepsPerEpoch",
                  `${train.path("lr_warmup_fraction")} is one of an epoch`,
                )),
          )
        : updates * accumulation,
    );
    train.note(
      "micro_batch_size",
      `a step is an iteration; ${accumulation} of them make an update`,
    );
    return {
      learningRate: sequence([
        way({ from: 0, to: rate, steps: warmup }),
        ramp({
          from: rate,
          to: train.amount("min_lr", 4e-5),
          steps: total - warmup,
          curve: cosineCurve,
        }),
      ]),
      per: "step",
      steps: total,
    };
  }
  // Null, and not left out, is none.
  if (train.entries["epochs"] === null) {
    train.refuse("epochs", "given: finetuning counts in them", null, TypeError);
  }
  const most = train.has("max_steps") ? train.positiveCount("max_steps") : Infinity;
  const perEpoch = options.stepsPerEpoch ?? Infinity;
  const known = options.totalSteps ?? Math.min(most, train.positiveCount("epochs", 5) * perEpoch);
  const total = Number.isFinite(known)
    ? known
    : train.ask("totalSteps, or stepsPerEpoch", `${train.path("max_steps")} is missing`);
  if (options.totalSteps === undefined && perEpoch === Infinity) {
    train.note("max_steps", "taken to end the training before its epochs do");
  }
  if (!(updates > 0)) train.refuse("lr_warmup_steps", "above 0 in finetuning", updates);
  const half = Math.max(1, total - updates);
  const [down, up] = [
    ramp({ from: rate, to: 0, steps: half, curve: cosineCurve }),
    ramp({ from: 0, to: rate, steps: half, curve: cosineCurve }),
  ];
  return {
    learningRate: sequence([
      way({ from: 0, to: rate, steps: updates }),
      // Nothing stops PyTorch's cosine at its end.
      repeat({ steps: 2 * half }, sequence([{ schedule: down, steps: half }, up])),
    ]),
    per: "step",
    steps: total,
  };
}

/**
 * The schedule of a LitGPT configuration, for pretraining or finetuning.
 *
 * Pretraining sets a rate for every iteration, of which several make an update: there a step is an iteration.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `totalSteps`, or for finetuning `stepsPerEpoch`, where the file has no length.
 * @returns See {@link Imported}.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const optimizer = { class_path: "torch.optim.AdamW", init_args: { lr: 0.0002 } };
 * const { learningRate } = fromLitGPT({ optimizer, train: { lr_warmup_steps: 10, max_steps: 110 } });
 * [0, 10, 60].map((step) => learningRate(step)); // => [0, 0.0002, 0.0001]
 * ```
 */
export const fromLitGPT = /* @__PURE__ */ importing("fromLitGPT", "litgpt", readLitGPT);
