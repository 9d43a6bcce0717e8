import { torchReduceLROnPlateau } from "@anneal/compat";
import {
  advance,
  constant,
  cosineCurve,
  exponentialCurve,
  isReactive,
  ramp,
  sequence,
} from "@anneal/core";
import type { ReactiveSchedule, Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import { piecewiseLinear } from "@anneal/step";
import { inverseSqrt } from "@anneal/transformer";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import { ofEpochs } from "./ofEpochs.ts";
import type { Settings } from "./settings.ts";
import { torchScheduler } from "./torchScheduler.ts";
import { way } from "./way.ts";

/** Whether it is a configuration of ESPnet. */
export const isESPnet = (settings: Settings): boolean =>
  (typeof settings.get("scheduler") === "string" && settings.has("scheduler_conf")) ||
  (typeof settings.get("optim") === "string" && settings.has("optim_conf"));

/** Up a line to the peak, and down with the root of the step; the first update has the rate of step 1. */
const rooted = (peak: number, warmup: number): Schedule =>
  advance(
    1,
    sequence([
      way({ from: 0, to: peak, steps: warmup }),
      inverseSqrt({ peak, warmup: 0, timescale: warmup }),
    ]),
  );

const warmupOf = (conf: Settings): number => {
  const steps = conf.positive("warmup_steps", 25_000);
  return Number.isSafeInteger(steps) ? steps : conf.refuse("warmup_steps", "an integer");
};

const kinds: Readonly<
  Record<
    string,
    {
      readonly keys: readonly string[];
      readonly read: (conf: Settings, rate: number, monitor: string) => Schedule | ReactiveSchedule;
    }
  >
> = {
  warmuplr: { keys: ["warmup_steps"], read: (conf, rate) => rooted(rate, warmupOf(conf)) },
  noamlr: {
    keys: ["model_size", "warmup_steps"],
    read(conf, rate) {
      const warmup = warmupOf(conf);
      return rooted(rate / Math.sqrt(conf.positive("model_size", 320) * warmup), warmup);
    },
  },
  warmupsteplr: {
    keys: ["warmup_steps", "steps_per_epoch", "step_size", "gamma"],
    read(conf, rate) {
      const warmup = warmupOf(conf);
      const length = conf.positiveCount("steps_per_epoch", 10_000);
      const every = conf.positiveCount("step_size", 1) * length;
      const factor = conf.positive("gamma", 0.1);
      if (factor > 1) conf.refuse("gamma", "at most 1");
      // Whole epochs are counted from the one in which the warmup ends.
      const into = warmup % length;
      return advance(
        1,
        sequence([
          { schedule: ramp({ from: 0, to: rate, steps: warmup }), steps: warmup + 1 },
          advance(into + 1, exponential({ initial: rate, factor, every, staircase: true })),
        ]),
      );
    },
  },
  warmupreducelronplateau: {
    keys: [
      "warmup_steps",
      "mode",
      "factor",
      "patience",
      "threshold",
      "threshold_mode",
      "cooldown",
      "min_lr",
      "eps",
      "verbose",
    ],
    read: (conf, rate, monitor) =>
      torchReduceLROnPlateau({
        lr: advance(1, ramp({ from: 0, to: rate, steps: warmupOf(conf) })),
        mode: conf.has("mode") ? conf.oneOf("mode", ["min", "max"]) : "min",
        factor: conf.has("factor") ? conf.positive("factor") : 0.1,
        patience: conf.has("patience") ? conf.count("patience") : 10,
        threshold: conf.has("threshold") ? conf.amount("threshold") : 1e-4,
        thresholdMode: conf.has("threshold_mode")
          ? conf.oneOf("threshold_mode", ["rel", "abs"])
          : "rel",
        cooldown: conf.has("cooldown") ? conf.count("cooldown") : 0,
        minLr: conf.has("min_lr") ? conf.amount("min_lr") : 0,
        eps: conf.has("eps") ? conf.amount("eps") : 1e-8,
        monitor,
      }),
  },
  piecewiselinearwarmuplr: {
    keys: ["warmup_steps_list", "warmup_lr_list"],
    read(conf, rate) {
      const steps = conf.has("warmup_steps_list") ? conf.amounts("warmup_steps_list") : [0, 25_000];
      const rates = conf.has("warmup_lr_list") ? conf.amounts("warmup_lr_list") : [0, 0.001];
      if (steps.length !== rates.length) {
        conf.refuse(
          "warmup_lr_list",
          `as many as warmup_steps_list (${steps.length})`,
          rates.length,
        );
      }
      const last = steps.at(-1)!;
      const wrong = steps.findIndex((step, index) => step <= (steps[index - 1] ?? -1));
      if (wrong >= 0)
        conf.refuse(`warmup_steps_list[${wrong}]`, "above the one before it", steps[wrong]);
      if (steps.length < 2) conf.refuse("warmup_steps_list", "at least two steps", steps.length);
      return advance(
        1,
        sequence([
          {
            schedule: piecewiseLinear({
              points: steps.map((step, index) => [step, rates[index]!]),
            }),
            steps: last + 1,
          },
          advance(1, inverseSqrt({ peak: rate, warmup: 0, timescale: last })),
        ]),
      );
    },
  },
  tristagelr: {
    keys: [
      "max_steps",
      "warmup_ratio",
      "hold_ratio",
      "decay_ratio",
      "init_lr_scale",
      "final_lr_scale",
    ],
    read(conf, rate) {
      const total = Math.floor(conf.positive("max_steps", 25_000));
      const [rise, top, fall] = [
        conf.has("warmup_ratio") ? conf.share("warmup_ratio") : 0.1,
        conf.has("hold_ratio") ? conf.share("hold_ratio") : 0.4,
        conf.has("decay_ratio") ? conf.share("decay_ratio") : 0.5,
      ];
      if (Math.abs(rise + top + fall - 1) > 1e-9) {
        conf.refuse("decay_ratio", "what warmup_ratio and hold_ratio leave of 1", fall);
      }
      const [warmup, held] = [Math.floor(total * rise), Math.floor(total * top)];
      const start = conf.has("init_lr_scale") ? conf.share("init_lr_scale") : 0.01;
      const end = conf.has("final_lr_scale") ? conf.share("final_lr_scale") : 0.01;
      if (end === 0) conf.refuse("final_lr_scale", "above 0");
      return advance(
        1,
        sequence([
          way({ from: start * rate, to: rate, steps: warmup }),
          { schedule: rate, steps: held },
          ramp({
            from: rate,
            to: end * rate,
            steps: Math.max(0, total - warmup - held),
            curve: exponentialCurve,
          }),
        ]),
      );
    },
  },
  exponentialdecaywarmup: {
    keys: ["max_lr", "min_lr", "total_steps", "warmup_steps", "warm_from_zero"],
    read(conf) {
      const [max, min] = [conf.positive("max_lr"), conf.positive("min_lr")];
      const total = conf.positiveCount("total_steps");
      const warmup = conf.has("warmup_steps") ? conf.count("warmup_steps") : 0;
      if (warmup >= total) conf.refuse("warmup_steps", `below total_steps (${total})`);
      const fromZero = conf.flag("warm_from_zero", false);
      conf.note("total_steps", "the rate goes on to fall there, and here it stays");
      const fall = ramp({ from: max, to: min, steps: total - warmup, curve: exponentialCurve });
      const rise = fromZero ? advance(1, ramp({ from: 0, to: max, steps: warmup })) : max;
      const schedule = sequence([{ schedule: rise, steps: warmup }, fall]);
      // Its first rate is set by hand.
      return fromZero ? sequence([{ schedule: 0, steps: 1 }, advance(1, schedule)]) : schedule;
    },
  },
  cosineannealingwarmuprestarts: {
    keys: ["first_cycle_steps", "cycle_mult", "max_lr", "min_lr", "warmup_steps", "gamma"],
    read(conf) {
      const [max, min] = [
        conf.has("max_lr") ? conf.amount("max_lr") : 0.1,
        conf.has("min_lr") ? conf.amount("min_lr") : 0.001,
      ];
      const warmup = conf.has("warmup_steps") ? conf.count("warmup_steps") : 0;
      let length = conf.positiveCount("first_cycle_steps");
      if (warmup >= length) conf.refuse("warmup_steps", `below first_cycle_steps (${length})`);
      const multiplier = conf.has("cycle_mult") ? conf.positive("cycle_mult") : 1;
      const gamma = conf.has("gamma") ? conf.positive("gamma") : 1;
      const phases = [];
      for (let cycle = 0; cycle < 200 && length > warmup && length < 1e15; cycle++) {
        const peak = max * gamma ** cycle;
        phases.push({
          schedule: sequence([
            way({ from: min, to: peak, steps: warmup }),
            ramp({ from: peak, to: min, steps: length - warmup, curve: cosineCurve }),
          ]),
          steps: length,
        });
        length = Math.floor((length - warmup) * multiplier) + warmup;
      }
      conf.note(
        "first_cycle_steps",
        `restarts for ever there, and here ${phases.length - 1} times`,
      );
      const waves = sequence(phases);
      // Its first rate is set by hand.
      return warmup > 0 ? waves : sequence([{ schedule: min, steps: 1 }, advance(1, waves)]);
    },
  },
};

/** Schedulers of PyTorch, with the unit of their steps. */
const torchClasses: Readonly<Record<string, readonly [name: string, per: "step" | "epoch"]>> = {
  steplr: ["StepLR", "epoch"],
  multisteplr: ["MultiStepLR", "epoch"],
  exponentiallr: ["ExponentialLR", "epoch"],
  cosineannealinglr: ["CosineAnnealingLR", "epoch"],
  reducelronplateau: ["ReduceLROnPlateau", "epoch"],
  cycliclr: ["CyclicLR", "step"],
  onecyclelr: ["OneCycleLR", "step"],
  cosineannealingwarmrestarts: ["CosineAnnealingWarmRestarts", "step"],
};

function readESPnet(settings: Settings, options: ImportOptions): Found {
  const optimizer = settings.holds("optim_conf") ? settings.inside("optim_conf") : undefined;
  const rate = (): number =>
    options.learningRate ??
    (optimizer?.has("lr") === true
      ? optimizer.amount("lr")
      : settings.ask("learningRate", "optim_conf.lr is missing"));
  const epochs = settings.has("max_epoch") ? settings.positiveCount("max_epoch") : undefined;
  const steps =
    options.totalSteps ??
    (epochs !== undefined && options.stepsPerEpoch !== undefined
      ? epochs * options.stepsPerEpoch
      : undefined);
  if (!settings.has("scheduler")) {
    settings.note("scheduler", "not given; the rate of the optimizer stays what it is");
    return { learningRate: constant(rate()), per: "step", steps };
  }
  const conf = settings.inside("scheduler_conf");
  const name = settings.text("scheduler").toLowerCase();
  const monitor = options.monitor ?? "valid_loss";
  const own = Object.hasOwn(kinds, name) ? kinds[name]! : undefined;
  if (own !== undefined) {
    conf.refuseUnread(/./, own.keys);
    return { learningRate: own.read(conf, rate(), monitor), per: "step", steps };
  }
  if (!Object.hasOwn(torchClasses, name)) {
    settings.oneOf("scheduler", [...Object.keys(kinds), ...Object.keys(torchClasses)]);
  }
  const [className, per] = torchClasses[name]!;
  const learningRate = torchScheduler(conf, className, { rate: rate(), monitor });
  if (per === "epoch" && !isReactive(learningRate)) {
    return ofEpochs(learningRate, epochs, options.stepsPerEpoch);
  }
  return { learningRate, per, steps: per === "epoch" ? epochs : steps };
}

/**
 * The schedule of a configuration of ESPnet: `scheduler` with `scheduler_conf`, on the rate of `optim_conf`.
 *
 * The schedulers of ESPnet count from 1: the first update has a part of the rate, and so it has here.
 *
 * @param document - What a YAML parser makes of the file, or JSON text.
 * @param options - See {@link ImportOptions}: `monitor`, what a plateau watches, `"valid_loss"` without it.
 * @returns See {@link Imported}: per epoch for those of PyTorch that ESPnet steps once an epoch; reactive for a plateau.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromESPnet({
 *   optim: "adam",
 *   optim_conf: { lr: 0.002 },
 *   scheduler: "warmuplr",
 *   scheduler_conf: { warmup_steps: 100 },
 * });
 * sample(learningRate, { from: 99, steps: 100 }); // => [0.002]
 * ```
 */
export const fromESPnet = /* @__PURE__ */ importing("fromESPnet", "espnet", readESPnet);
