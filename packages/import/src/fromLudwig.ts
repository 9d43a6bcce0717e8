import { torchCosineAnnealingWarmRestarts } from "@anneal/compat";
import { advance, constant, ramp, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import { plateau } from "@anneal/plateau";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";

/** Whether it is a configuration of Ludwig. */
export const isLudwig = (settings: Settings): boolean =>
  (settings.holds("trainer") && settings.inside("trainer").has("learning_rate_scheduler")) ||
  (settings.has("input_features") && settings.has("output_features"));

/** Metrics of Ludwig that are better the smaller they are. */
const smaller = /loss|error|perplexity|edit_distance|rmspe/;

/** What the decay is read with. */
interface Context {
  readonly rate: number;
  readonly warmup: number;
  readonly total: () => number;
  /** Steps from one evaluation to the next. */
  readonly checkpoint: () => number;
}

/** The rate from the end of the warmup on. */
function decayOf(scheduler: Settings, { rate, warmup, total, checkpoint }: Context): Schedule {
  if (!scheduler.has("decay")) return constant(rate);
  switch (scheduler.oneOf("decay", ["linear", "exponential", "cosine"])) {
    case "linear":
      return ramp({ from: rate, to: 0, steps: Math.max(1, total() - warmup) });
    case "exponential": {
      const factor = scheduler.positive("decay_rate", 0.96);
      if (factor > 1) scheduler.refuse("decay_rate", "at most 1");
      const every = scheduler.positiveCount("decay_steps", 10_000);
      // It is a decay ahead from the first step, and a staircase rounds up.
      const options = { initial: factor * rate, factor, every };
      return scheduler.flag("staircase", false)
        ? advance(every - 1, exponential({ ...options, staircase: true }))
        : exponential(options);
    }
    default:
      return torchCosineAnnealingWarmRestarts({
        lr: rate,
        t0: scheduler.has("t_0") ? scheduler.positiveCount("t_0") : checkpoint(),
        tMult: scheduler.has("t_mult") ? scheduler.positiveCount("t_mult") : 1,
        etaMin: scheduler.has("eta_min") ? scheduler.amount("eta_min") : 0,
      });
  }
}

/** How far the warmup goes, which may be between two steps. */
function warmupOf(scheduler: Settings, total: () => number, checkpoint: () => number): number {
  const share = scheduler.has("warmup_fraction") ? scheduler.share("warmup_fraction") : 0;
  const evaluations = scheduler.has("warmup_evaluations")
    ? scheduler.amount("warmup_evaluations")
    : 0;
  return Math.max(
    share > 0 ? share * total() : 0,
    evaluations > 0 ? evaluations * checkpoint() : 0,
  );
}

function readLudwig(settings: Settings, options: ImportOptions): Found {
  const trainer = settings.holds("trainer")
    ? settings.inside("trainer")
    : settings.holds("training")
      ? settings.inside("training")
      : undefined;
  trainer?.refuseUnread(/^(?:learning_rate|decay|staircase|reduce_learning_rate)/, [
    "learning_rate",
    "learning_rate_scheduler",
    // Multiplies the rate by the number of workers.
    "learning_rate_scaling",
  ]);
  const rate =
    options.learningRate ??
    (typeof trainer?.get("learning_rate") === "string" && trainer.get("learning_rate") === "auto"
      ? trainer.ask("learningRate", 'trainer.learning_rate is "auto"')
      : trainer === undefined
        ? 0.001
        : trainer.amount("learning_rate", 0.001));
  const epochs = trainer?.has("epochs") === true ? trainer.positiveCount("epochs") : undefined;
  const planned =
    options.totalSteps ??
    (trainer?.has("train_steps") === true
      ? trainer.positiveCount("train_steps")
      : options.stepsPerEpoch !== undefined
        ? (epochs ?? 100) * options.stepsPerEpoch
        : undefined);
  if (trainer?.holds("learning_rate_scheduler") !== true) {
    settings.note("trainer.learning_rate_scheduler", "not given; the rate stays what it is");
    return { learningRate: constant(rate), per: "step", steps: planned };
  }
  const scheduler = trainer.inside("learning_rate_scheduler");
  scheduler.refuseUnread(/./, [
    "decay",
    "decay_rate",
    "decay_steps",
    "staircase",
    "reduce_on_plateau",
    "reduce_on_plateau_patience",
    "reduce_on_plateau_rate",
    "reduce_eval_metric",
    "reduce_eval_split",
    "warmup_evaluations",
    "warmup_fraction",
    "t_0",
    "t_mult",
    "eta_min",
  ]);
  const total = (): number =>
    planned ?? scheduler.ask("totalSteps, or stepsPerEpoch", "trainer.train_steps is missing");
  const checkpoint = (): number => {
    const given = trainer.has("steps_per_checkpoint") ? trainer.count("steps_per_checkpoint") : 0;
    if (given > 0) return given;
    const perEpoch =
      options.stepsPerEpoch ??
      scheduler.ask("stepsPerEpoch", "trainer.steps_per_checkpoint is missing");
    const times = trainer.has("checkpoints_per_epoch")
      ? trainer.amount("checkpoints_per_epoch")
      : 0;
    return times > 0 ? Math.max(1, Math.floor(perEpoch / times)) : perEpoch;
  };
  const warmup = warmupOf(scheduler, total, checkpoint);
  const decay = decayOf(scheduler, { rate, warmup, total, checkpoint });
  const steps = Math.ceil(warmup);
  const learningRate =
    warmup > 0
      ? sequence([
          { schedule: ramp({ from: 0, to: rate * Math.min(1, warmup), steps: warmup }), steps },
          decay,
        ])
      : decay;
  const reductions = scheduler.has("reduce_on_plateau") ? scheduler.count("reduce_on_plateau") : 0;
  if (reductions === 0) return { learningRate, per: "step", steps: planned };
  const factor = scheduler.has("reduce_on_plateau_rate")
    ? scheduler.positive("reduce_on_plateau_rate")
    : 0.1;
  if (factor >= 1) scheduler.refuse("reduce_on_plateau_rate", "below 1");
  const metric = scheduler.has("reduce_eval_metric")
    ? scheduler.text("reduce_eval_metric")
    : "loss";
  const split = scheduler.has("reduce_eval_split")
    ? scheduler.text("reduce_eval_split")
    : "training";
  scheduler.note(
    "reduce_on_plateau",
    `observe ${metric} of ${split} once an evaluation; there, the update after a second reduction has one too many`,
  );
  return {
    learningRate: plateau({
      schedule: learningRate,
      factor,
      // So many evaluations are forgiven, and the next one reduces.
      patience:
        (scheduler.has("reduce_on_plateau_patience")
          ? scheduler.count("reduce_on_plateau_patience")
          : 10) + 1,
      maxReductions: reductions,
      mode: smaller.test(metric) ? "min" : "max",
      monitor: options.monitor ?? metric,
    }),
    per: "step",
    steps: planned,
  };
}

/**
 * The schedule of a configuration of Ludwig: the `learning_rate_scheduler` of its `trainer`.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `totalSteps`, or `stepsPerEpoch`, where there is no `train_steps` or no
 *   `steps_per_checkpoint`.
 * @returns See {@link Imported}: reactive for `reduce_on_plateau`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const trainer = { learning_rate: 0.1, train_steps: 100, learning_rate_scheduler: { decay: "linear", warmup_fraction: 0.1 } };
 * const { learningRate } = fromLudwig({ trainer });
 * sample(learningRate, { from: 55, steps: 56 }); // => [0.05]
 * ```
 */
export const fromLudwig = /* @__PURE__ */ importing("fromLudwig", "ludwig", readLudwig);
