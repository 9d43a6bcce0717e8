import { torchCyclicLR, torchReduceLROnPlateau } from "@anneal/compat";
import {
  advance,
  clamp,
  constant,
  cosineCurve,
  exponentialCurve,
  hold,
  polynomialCurve,
  product,
  ramp,
  sequence,
  stretch,
  sum,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import { inverseSqrt } from "@anneal/transformer";
import type { Found } from "./importing.ts";
import { readManual } from "./fairseqManual.ts";
import { factorOf, listOf, mostOf, optional, rateOf, warmupOf } from "./fairseqSettings.ts";
import type { Context } from "./fairseqSettings.ts";
import { ofEpochs } from "./ofEpochs.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";

type Read = (settings: Settings, context: Context) => Found;

const perStep = (learningRate: Found["learningRate"]): Found => ({ learningRate, per: "step" });

/** The schedulers of fairseq by the names that `lr_scheduler` has for them. */
export const fairseqSchedulers: Readonly<
  Record<string, { readonly keys: readonly string[]; readonly read: Read }>
> = {
  fixed: {
    keys: ["force_anneal", "fa", "lr_shrink"],
    read(settings, { rates, options }) {
      const warmup = warmupOf(settings);
      const key = settings.first("force_anneal", "fa");
      const from = key === undefined ? undefined : settings.positiveCount(key);
      const last = rates.at(-1)!;
      const shrink = factorOf(settings, "lr_shrink", 0.1);
      const list = rates.map((rate) => ({ schedule: rate, steps: 1 }));
      // Epochs count from 1, and the first that is annealed has been multiplied already.
      const annealed =
        from === undefined
          ? constant(last)
          : sequence([
              { schedule: last, steps: Math.max(0, from - 1 - rates.length) },
              exponential({ initial: shrink * last, factor: shrink }),
            ]);
      const byEpoch = sequence([
        ...list.slice(0, from === undefined ? undefined : from - 1),
        annealed,
      ]);
      const isFlat = rates.length === 1 && from === undefined;
      if (warmup === 0 && !isFlat) return ofEpochs(byEpoch, undefined, options.stepsPerEpoch);
      const rise = sequence([
        { schedule: advance(1, ramp({ from: 0, to: 1, steps: warmup })), steps: warmup },
        1,
      ]);
      if (isFlat) return perStep(product([last, rise]));
      const length =
        options.stepsPerEpoch ??
        settings.ask("stepsPerEpoch", "the rate changes with the epochs, its warmup with updates");
      return perStep(product([rise, hold(length, stretch(length, byEpoch))]));
    },
  },
  manual: { keys: ["epoch2lr", "update2lr"], read: readManual },
  inverse_sqrt: {
    keys: ["warmup_init_lr"],
    read(settings, context) {
      const rate = rateOf(settings, context);
      const warmup = warmupOf(settings, "warmup_updates", 4000);
      if (warmup === 0) settings.refuse("warmup_updates", "above 0 with inverse_sqrt");
      const from = optional(settings, "warmup_init_lr") ?? 0;
      return perStep(
        sequence([
          way({ from, to: rate, steps: warmup }),
          inverseSqrt({ peak: rate, warmup: 0, timescale: warmup }),
        ]),
      );
    },
  },
  polynomial_decay: {
    keys: ["end_learning_rate", "power", "total_num_update"],
    read(settings, context) {
      const rate = rateOf(settings, context);
      const warmup = warmupOf(settings);
      const total =
        optional(settings, "total_num_update") ??
        mostOf(settings, context) ??
        settings.ask("totalSteps", "total_num_update and max_update are missing");
      if (warmup >= total) {
        settings.refuse("warmup_updates", `below total_num_update (${total})`);
      }
      const power = settings.has("power") ? settings.positive("power") : 1;
      return perStep(
        sequence([
          way({ from: 0, to: rate, steps: warmup }),
          ramp({
            from: rate,
            to: settings.has("end_learning_rate") ? settings.amount("end_learning_rate") : 0,
            steps: Math.max(0, total - warmup),
            curve: polynomialCurve(power),
          }),
        ]),
      );
    },
  },
  cosine: {
    keys: ["warmup_init_lr", "max_lr", "lr_period_updates", "t_mult", "lr_shrink"],
    read(settings, context) {
      const given = rateOf(settings, context);
      const isOld = settings.has("max_lr");
      if (isOld) {
        settings.note("max_lr", `the rate falls from it to lr (${given}), as before fairseq 0.10`);
      }
      const peak = isOld ? settings.positive("max_lr") : given;
      const min = isOld ? given : (optional(settings, "min_lr") ?? 0);
      if (min >= peak) settings.refuse("min_lr", `below the rate (${peak})`, min);
      const warmup = warmupOf(settings);
      const most = mostOf(settings, context);
      const period =
        settings.has("lr_period_updates") && settings.number("lr_period_updates") > 0
          ? settings.number("lr_period_updates")
          : (most ?? settings.ask("totalSteps", "max_update and lr_period_updates are missing")) -
            warmup;
      if (period <= 0) {
        settings.refuse("warmup_updates", `below max_update (${most})`, warmup);
      }
      const multiplier = settings.has("t_mult") ? settings.positive("t_mult") : 1;
      if (multiplier < 1) settings.refuse("t_mult", "at least 1");
      const shrink = factorOf(settings, "lr_shrink", 0.1);
      const phases = [];
      let [length, seen, scale] = [Math.max(1, period), 0, 1];
      while (seen <= (most ?? Infinity) - warmup && phases.length < 100) {
        const curve = { from: scale * peak, to: scale * min, steps: length, curve: cosineCurve };
        phases.push({ schedule: ramp(curve), steps: length });
        [length, seen, scale] = [length * multiplier, seen + length, scale * shrink];
      }
      return perStep(
        sequence([
          way({ from: optional(settings, "warmup_init_lr") ?? min, to: peak, steps: warmup }),
          ...phases,
        ]),
      );
    },
  },
  tri_stage: {
    keys: [
      "warmup_steps",
      "hold_steps",
      "decay_steps",
      "phase_ratio",
      "init_lr_scale",
      "final_lr_scale",
    ],
    read(settings, context) {
      const rate = rateOf(settings, context);
      let lengths = ["warmup_steps", "hold_steps", "decay_steps"].map((key) =>
        settings.has(key) ? settings.count(key) : 0,
      );
      if (settings.has("phase_ratio")) {
        const shares = listOf(settings, "phase_ratio");
        const all = shares.reduce((total, share) => total + share, 0);
        if (shares.length !== 3 || Math.abs(all - 1) > 1e-12) {
          settings.refuse("phase_ratio", "three shares that add up to 1");
        }
        const total =
          mostOf(settings, context) ?? settings.ask("totalSteps", "max_update is missing");
        lengths = shares.map((share) => Math.floor(total * share));
      }
      const [warmup, top, decay] = lengths as [number, number, number];
      if (decay === 0) settings.refuse("decay_steps", "above 0, or phase_ratio given");
      const start = settings.has("init_lr_scale") ? settings.share("init_lr_scale") : 0.01;
      const end = settings.has("final_lr_scale") ? settings.positive("final_lr_scale") : 0.01;
      return perStep(
        sequence([
          way({ from: start * rate, to: rate, steps: warmup }),
          { schedule: rate, steps: top },
          ramp({ from: rate, to: end * rate, steps: decay, curve: exponentialCurve }),
        ]),
      );
    },
  },
  triangular: {
    keys: ["max_lr", "lr_period_updates", "lr_shrink", "shrink_min"],
    read(settings, context) {
      const low = rateOf(settings, context);
      const high = settings.positive("max_lr");
      if (high <= low) settings.refuse("max_lr", `above lr (${low})`);
      const half = Math.floor(
        (settings.has("lr_period_updates") ? settings.positive("lr_period_updates") : 5000) / 2,
      );
      if (half < 1) settings.refuse("lr_period_updates", "at least 2");
      const shrink = factorOf(settings, "lr_shrink", 0.1);
      const wave = (baseLr: number, maxLr: number): Schedule =>
        torchCyclicLR({ baseLr, maxLr, stepSizeUp: half });
      const scaled = (initial: number): Schedule =>
        exponential({ initial, factor: shrink, every: 2 * half, staircase: true });
      return perStep(
        settings.flag("shrink_min", false)
          ? product([wave(low, high), scaled(1)])
          : sum([wave(low, 0), product([wave(0, 1), scaled(high)])]),
      );
    },
  },
  step: {
    keys: ["warmup_init_lr", "lr_deacy_period", "lr_decay"],
    read(settings, context) {
      const rate = rateOf(settings, context);
      const warmup = warmupOf(settings);
      const min = optional(settings, "min_lr") ?? 0;
      const factor = factorOf(settings, "lr_decay", 0.5);
      const every = settings.positiveCount("lr_deacy_period", 25000);
      return perStep(
        sequence([
          way({ from: optional(settings, "warmup_init_lr") ?? min, to: rate, steps: warmup }),
          clamp({ min }, exponential({ initial: rate, factor, every, staircase: true })),
        ]),
      );
    },
  },
  reduce_lr_on_plateau: {
    keys: ["lr_shrink", "lr_threshold", "lr_patience", "warmup_init_lr"],
    read(settings, context) {
      const rate = rateOf(settings, context);
      const warmup = warmupOf(settings);
      const rise = ramp({
        from: optional(settings, "warmup_init_lr") ?? 0,
        to: rate,
        steps: warmup,
      });
      if (warmup > 0) {
        settings.note("warmup_updates", "there, losses of the warmup do not count; here they do");
      }
      return perStep(
        torchReduceLROnPlateau({
          lr: warmup > 0 ? rise : rate,
          mode: settings.flag("maximize_best_checkpoint_metric", false) ? "max" : "min",
          factor: settings.has("lr_shrink") ? settings.positive("lr_shrink") : 0.1,
          patience: settings.has("lr_patience") ? settings.count("lr_patience") : 0,
          threshold: settings.has("lr_threshold") ? settings.amount("lr_threshold") : 1e-4,
          monitor:
            context.options.monitor ??
            (settings.has("best_checkpoint_metric")
              ? settings.text("best_checkpoint_metric")
              : "loss"),
        }),
      );
    },
  },
};
