import {
  timmCosineLRScheduler,
  timmMultiStepLRScheduler,
  timmPlateauLRScheduler,
  timmPolyLRScheduler,
  timmStepLRScheduler,
  timmTanhLRScheduler,
} from "@anneal/compat";
import { hold, stretch } from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { spelled } from "./spelled.ts";

const names = ["cosine", "tanh", "step", "multistep", "plateau", "poly"] as const;

const known = [
  "sched",
  "sched_on_updates",
  "lr",
  "lr_base",
  "lr_base_size",
  "lr_base_scale",
  "lr_noise",
  "lr_noise_pct",
  "lr_noise_std",
  "lr_cycle_mul",
  "lr_cycle_decay",
  "lr_cycle_limit",
  "lr_k_decay",
  "warmup_lr",
  "warmup_epochs",
  "warmup_prefix",
];

/** Whether it holds the arguments of timm's training script. */
export const isTimm = (settings: Settings): boolean => {
  const all = spelled(settings);
  return (
    typeof all.get("sched") === "string" &&
    ["epochs", "warmup_epochs", "opt", "decay_epochs", "cooldown_epochs"].some((key) =>
      all.has(key),
    )
  );
};

/** The rate, or what timm makes of the rate for a batch of a certain size. */
function rateOf(settings: Settings, options: ImportOptions): number {
  if (options.learningRate !== undefined) return options.learningRate;
  if (settings.has("lr")) return settings.amount("lr");
  const batch =
    options.samplesPerStep ??
    settings.ask(
      "learningRate, or samplesPerStep",
      "lr is missing, and lr_base is for a batch of another size",
    );
  const size = settings.positive("lr_base_size", 256);
  const opt = settings.text("opt", "sgd").toLowerCase();
  const scale =
    settings.get("lr_base_scale") === "" || !settings.has("lr_base_scale")
      ? /ada|lamb/.test(opt)
        ? "sqrt"
        : "linear"
      : settings.oneOf("lr_base_scale", ["linear", "sqrt"]);
  const ratio = batch / size;
  const rate = settings.amount("lr_base", 0.1) * (scale === "sqrt" ? Math.sqrt(ratio) : ratio);
  settings.note("lr_base", `scaled to a batch of ${batch}: ${rate}`);
  return rate;
}

function readTimm(given: Settings, options: ImportOptions): Found {
  const settings = spelled(given);
  settings.refuseUnread(/^(?:lr_|lr$|sched|warmup)/, known);
  const name = settings.oneOf("sched", names);
  const rate = rateOf(settings, options);
  const onUpdates = settings.flag("sched_on_updates", false);
  const perEpoch = options.stepsPerEpoch;
  const unit = onUpdates
    ? (perEpoch ?? settings.ask("stepsPerEpoch", "sched_on_updates is true"))
    : 1;
  const epochs = settings.positive("epochs", 300);
  const length = epochs * unit;
  const warmupT = settings.amount("warmup_epochs", 5) * unit;
  const warmupPrefix = settings.flag("warmup_prefix", false);
  const lrMin = settings.amount("min_lr", 0);
  const warmup = { lr: rate, warmupT, warmupLrInit: settings.amount("warmup_lr", 1e-5) };
  const noise = settings.has("lr_noise")
    ? settings.amounts("lr_noise").map((share) => share * length)
    : [];
  if (noise.length > 0) {
    settings.note(
      "lr_noise",
      "is as large as timm's, of other numbers, because timm's are drawn by PyTorch",
    );
  }
  const [from, until] = noise;
  const noisy =
    from === undefined
      ? {}
      : {
          noiseRangeT: until === undefined ? from : ([from, until] as const),
          noisePct: settings.positive("lr_noise_pct", 0.67),
          noiseSeed: settings.count("seed", 42),
        };
  const cycleMul = settings.positive("lr_cycle_mul", 1);
  const cycleLimit = settings.positiveCount("lr_cycle_limit", 1);
  const cycles = { cycleMul, cycleDecay: settings.amount("lr_cycle_decay", 0.5), cycleLimit };
  const kDecay = settings.positive("lr_k_decay", 1);
  const decayRate = settings.amount("decay_rate", 0.1);
  const cyclic = { ...warmup, ...noisy, ...cycles, tInitial: length, lrMin, warmupPrefix };
  let schedule: Schedule | ReactiveSchedule;
  if (name === "cosine") schedule = timmCosineLRScheduler({ ...cyclic, kDecay });
  else if (name === "tanh") schedule = timmTanhLRScheduler(cyclic);
  // The rate of decay is its power.
  else if (name === "poly") schedule = timmPolyLRScheduler({ ...cyclic, kDecay, power: decayRate });
  else if (name === "step") {
    const decayT = settings.positive("decay_epochs", 90) * unit;
    schedule = timmStepLRScheduler({ ...warmup, ...noisy, warmupPrefix, decayT, decayRate });
  } else if (name === "multistep") {
    const milestones = settings.has("decay_milestones")
      ? settings.amounts("decay_milestones")
      : [90, 180, 270];
    const decayT = milestones.map((milestone) => milestone * unit);
    schedule = timmMultiStepLRScheduler({ ...warmup, ...noisy, warmupPrefix, decayT, decayRate });
  } else {
    if (onUpdates)
      settings.refuse("sched_on_updates", "false, because a plateau is seen by epochs");
    const metric = settings.text("eval_metric", "top1");
    schedule = timmPlateauLRScheduler({
      ...warmup,
      ...noisy,
      decayRate,
      patienceT: settings.count("patience_epochs", 10),
      cooldownT: 0,
      lrMin,
      mode: metric.includes("loss") ? "min" : "max",
      monitor: options.monitor ?? metric,
    });
  }
  const isCyclic = name === "cosine" || name === "tanh" || name === "poly";
  const all = isCyclic
    ? Math.floor(
        cycleMul === 1
          ? length * cycleLimit
          : (-length * (cycleMul ** cycleLimit - 1)) / (1 - cycleMul),
      ) +
      (warmupPrefix ? warmupT : 0) +
      settings.amount("cooldown_epochs", 0) * unit
    : (epochs + (warmupPrefix ? warmupT / unit : 0)) * unit;
  if (onUpdates) return { learningRate: schedule, per: "step", steps: all };
  if (perEpoch === undefined || name === "plateau") {
    return { learningRate: schedule, per: "epoch", steps: all };
  }
  return {
    learningRate: hold(perEpoch, stretch(perEpoch, schedule)),
    per: "step",
    steps: all * perEpoch,
  };
}

/**
 * The schedule of a timm training, from the `args.yaml` that its script writes: what `create_scheduler_v2` builds.
 *
 * @param document - What a YAML parser makes of the file, JSON text, or the arguments of a command by their names.
 * @param options - See {@link ImportOptions}: `stepsPerEpoch` for `sched_on_updates`; `samplesPerStep`, the batch of all
 *   devices, where the rate is `lr_base`.
 * @returns See {@link Imported}: per epoch unless `sched_on_updates` or `stepsPerEpoch` is given; `steps` has all cycles and
 *   the cooldown; reactive for `plateau`, which watches `eval_metric`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromTimm({ sched: "cosine", lr: 0.1, epochs: 100, warmup_epochs: 0 });
 * sample(learningRate, { from: 50, steps: 51 }); // => [0.05]
 * ```
 */
export const fromTimm = /* @__PURE__ */ importing("fromTimm", "timm", readTimm);
