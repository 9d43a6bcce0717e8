import { hold, isReactive, stretch } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { ofEpochs } from "./ofEpochs.ts";
import { referring } from "./referring.ts";
import type { Settings } from "./settings.ts";
import { torchNames, torchScheduler } from "./torchScheduler.ts";

/** Where a scheduler may be: of the command line of Lightning, of a file of Hydra, of what `configure_optimizers` gives. */
const places = ["lr_scheduler", "lr_scheduler_config", "scheduler"] as const;

const namesOf = ["class_path", "_target_"] as const;

/** The name of a class without its package. */
const nameIn = (settings: Settings): string | undefined => {
  const key = settings.first(...namesOf);
  const path = key === undefined ? undefined : settings.get(key);
  return typeof path === "string" ? path.split(".").at(-1) : undefined;
};

/** A scheduler, and what says when it makes its steps. */
interface Placed {
  readonly scheduler: Settings;
  readonly config: Settings;
}

function placedIn(settings: Settings, depth = 0): Placed | undefined {
  for (const place of places) {
    if (!settings.holds(place)) continue;
    const scheduler = settings.inside(place);
    if (nameIn(scheduler) !== undefined) {
      const config = ["lr_scheduler_config", "scheduler_config", "scheduler_params"].find(
        (key) => settings.holds(key) && nameIn(settings.inside(key)) === undefined,
      );
      return { scheduler, config: config === undefined ? settings : settings.inside(config) };
    }
    const inner = depth < 2 ? placedIn(scheduler, depth + 1) : undefined;
    if (inner !== undefined) {
      return inner.config.first("interval", "frequency", "monitor") === undefined
        ? { ...inner, config: scheduler }
        : inner;
    }
  }
  const model = depth < 1 ? modelIn(settings) : undefined;
  return model && placedIn(model, depth + 1);
}

/** The arguments of the model, which may be given its optimizer and its scheduler. */
function modelIn(settings: Settings): Settings | undefined {
  return settings.holds("model") ? argumentsOf(settings.inside("model")) : undefined;
}

/** Whether it is a configuration of a training with Lightning. */
export const isLightning = (settings: Settings): boolean => placedIn(settings) !== undefined;

/** The arguments of a class: beside its name, or in `init_args`. */
const argumentsOf = (settings: Settings): Settings =>
  settings.has("class_path") && settings.holds("init_args")
    ? settings.inside("init_args")
    : settings;

/** The rate of the optimizer, wherever that is. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  for (const holder of [settings, modelIn(settings)]) {
    if (holder?.holds("optimizer") !== true) continue;
    const optimizer = argumentsOf(holder.inside("optimizer"));
    if (optimizer.has("lr")) return optimizer.amount("lr");
  }
  return settings.ask("learningRate", "optimizer.lr is missing");
}

function readLightning(settings: Settings, options: ImportOptions): Found {
  const { scheduler, config } =
    placedIn(settings) ??
    settings.refuse(
      "lr_scheduler",
      "a mapping with class_path or _target_",
      settings.get("lr_scheduler"),
      TypeError,
    );
  const name = nameIn(scheduler)!;
  const key = scheduler.first(...namesOf)!;
  if (!torchNames.includes(name)) {
    scheduler.refuse(key, `the path of one of ${torchNames.join(", ")}`);
  }
  const args = argumentsOf(scheduler);
  const rate = rateOf(settings, options);
  const given = [args, config].find((each) => each.has("monitor"));
  const learningRate = torchScheduler(args, name, {
    rate,
    monitor: options.monitor ?? given?.text("monitor") ?? "val_loss",
    besides: ["class_path", "init_args", "_target_", "_partial_", "_convert_", "monitor"],
    childOf: (child) => [nameIn(child) ?? child.text(namesOf[0]), argumentsOf(child)],
  });
  const interval = config.has("interval") ? config.oneOf("interval", ["epoch", "step"]) : "epoch";
  if (!config.has("interval") && name === "OneCycleLR") {
    config.note("interval", "not given; the scheduler makes a step an epoch, as Lightning does");
  }
  const frequency = config.has("frequency") ? config.positiveCount("frequency") : 1;
  const trainer = settings.holds("trainer") ? settings.inside("trainer") : undefined;
  const plannedOf = (limit: string): number | undefined =>
    trainer?.has(limit) === true && trainer.number(limit) > 0
      ? trainer.positiveCount(limit)
      : undefined;
  const { stepsPerEpoch, totalSteps } = options;
  const epochs = plannedOf("max_epochs");
  const steps =
    totalSteps ?? plannedOf("max_steps") ?? (epochs && stepsPerEpoch && epochs * stepsPerEpoch);
  if (isReactive(learningRate)) {
    if (frequency !== 1) {
      config.note("frequency", `observe it once in ${frequency} ${interval}s, as Lightning does`);
    }
    return { learningRate, per: interval, steps: interval === "epoch" ? epochs : steps };
  }
  const stepped =
    frequency === 1 ? learningRate : hold(frequency, stretch(frequency, learningRate));
  if (interval === "step") return { learningRate: stepped, per: "step", steps };
  const found = ofEpochs(stepped, epochs, stepsPerEpoch);
  return found.per === "step" ? { ...found, steps } : found;
}

/**
 * The schedule of a training with PyTorch Lightning, from a configuration of its command line or of Hydra: a scheduler of PyTorch,
 * with `interval`, `frequency` and `monitor` where there is an `lr_scheduler_config`.
 *
 * Without `interval` the scheduler makes a step an epoch, as Lightning has it.
 *
 * @param document - What a YAML parser makes of the file, or JSON text: `lr_scheduler` with `class_path` and `init_args`, or `scheduler`
 *   with `_target_`, beside `optimizer`.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` for a schedule of steps where the scheduler counts epochs.
 * @returns See {@link Imported}: reactive for `ReduceLROnPlateau`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or the class is none of PyTorch.
 *
 * @example
 * ```ts
 * const { learningRate, per } = fromLightning({
 *   optimizer: { class_path: "torch.optim.AdamW", init_args: { lr: 0.1 } },
 *   lr_scheduler: { class_path: "torch.optim.lr_scheduler.StepLR", init_args: { step_size: 30 } },
 * });
 * per; // => "epoch"
 * sample(learningRate, { from: 30, steps: 31 }); // => [0.010000000000000002]
 * ```
 */
export const fromLightning = /* @__PURE__ */ importing(
  "fromLightning",
  "lightning",
  referring(readLightning),
);
