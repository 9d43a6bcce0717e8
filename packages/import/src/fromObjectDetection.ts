import { optaxExponentialDecay } from "@anneal/compat";
import { clamp, constant, cosineCurve, polynomialCurve, ramp, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { piecewise } from "@anneal/step";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { way } from "./way.ts";
import { parsePrototext } from "./syntax/prototext.ts";

const optimizers = ["rms_prop_optimizer", "momentum_optimizer", "adam_optimizer"] as const;

/** Whether it is a pipeline of the TensorFlow Object Detection API. */
export const isObjectDetection = (settings: Settings): boolean =>
  settings.holds("train_config") && settings.inside("train_config").holds("optimizer");

type Read = (config: Settings) => Schedule;

/** The kinds of the oneof `learning_rate`, with the defaults of `optimizer.proto`. */
const kinds: Readonly<Record<string, { readonly keys: readonly string[]; readonly read: Read }>> = {
  constant_learning_rate: {
    keys: ["learning_rate"],
    read: (config) => constant(config.amount("learning_rate", 0.002)),
  },
  exponential_decay_learning_rate: {
    keys: [
      "initial_learning_rate",
      "decay_steps",
      "decay_factor",
      "staircase",
      "burnin_learning_rate",
      "burnin_steps",
      "min_learning_rate",
    ],
    read(config) {
      const initial = config.amount("initial_learning_rate", 0.002);
      const burnin = config.amount("burnin_learning_rate", 0);
      const schedule = sequence([
        // A rate of 0 stands for the initial one.
        { schedule: burnin > 0 ? burnin : initial, steps: config.count("burnin_steps", 0) },
        optaxExponentialDecay({
          initValue: initial,
          transitionSteps: config.positiveCount("decay_steps", 4_000_000),
          decayRate: config.positive("decay_factor", 0.95),
          staircase: config.flag("staircase", true),
        }),
      ]);
      const min = config.amount("min_learning_rate", 0);
      return min > 0 ? clamp({ min }, schedule) : schedule;
    },
  },
  manual_step_learning_rate: {
    keys: ["initial_learning_rate", "schedule", "warmup"],
    read(config) {
      const first = config.amount("initial_learning_rate", 0.002);
      if (!config.has("schedule"))
        config.refuse("schedule", "given: at least one step with its rate");
      const schedule = config.insides("schedule").map((each) => ({
        step: each.count("step", 0),
        rate: each.amount("learning_rate", 0.002),
      }));
      const warms = config.flag("warmup", false);
      // Many files begin with the rate of step 0, which takes the place of the initial one.
      const startsAtOnce = !warms && schedule[0]?.step === 0;
      const later = startsAtOnce ? schedule.slice(1) : schedule;
      const boundaries = later.map(({ step }) => step);
      const wrong = boundaries.findIndex((step, index) => step <= (boundaries[index - 1] ?? 0));
      if (wrong >= 0)
        config.refuse(
          `schedule[${wrong + schedule.length - later.length}].step`,
          "above the step before it",
          boundaries[wrong],
        );
      const start = startsAtOnce ? schedule[0]!.rate : first;
      if (boundaries.length === 0) return constant(start);
      const values = [start, ...later.map(({ rate }) => rate)];
      if (!warms) return piecewise({ boundaries, values });
      const [until, reached] = [boundaries[0]!, values[1]!];
      return sequence([
        way({ from: first, to: reached, steps: until }),
        boundaries.length > 1
          ? piecewise({
              boundaries: boundaries.slice(1).map((step) => step - until),
              values: values.slice(1),
            })
          : reached,
      ]);
    },
  },
  cosine_decay_learning_rate: {
    keys: [
      "learning_rate_base",
      "total_steps",
      "warmup_learning_rate",
      "warmup_steps",
      "hold_base_rate_steps",
    ],
    read(config) {
      const base = config.amount("learning_rate_base", 0.002);
      const total = config.count("total_steps", 4_000_000);
      const from = config.amount("warmup_learning_rate", 0.0002);
      const warmup = config.count("warmup_steps", 10_000);
      const held = config.count("hold_base_rate_steps", 0);
      if (warmup > 0 && from > base)
        config.refuse("warmup_learning_rate", `at most learning_rate_base (${base})`);
      if (warmup + held >= total) {
        config.refuse(
          "total_steps",
          `above the steps of the warmup and of the hold (${warmup + held})`,
        );
      }
      return sequence([
        way({ from, to: base, steps: warmup }),
        { schedule: base, steps: held },
        ramp({ from: base, to: 0, steps: total - warmup - held, curve: cosineCurve }),
      ]);
    },
  },
  poly_decay_learning_rate: {
    keys: ["learning_rate_base", "total_steps", "end_learning_rate", "power"],
    read: (config) =>
      ramp({
        from: config.amount("learning_rate_base"),
        to: config.amount("end_learning_rate", 0),
        steps: config.positiveCount("total_steps"),
        curve: polynomialCurve(config.positive("power")),
      }),
  },
};

function readObjectDetection(settings: Settings, options: ImportOptions): Found<Schedule> {
  const training = settings.inside("train_config");
  const optimizer = training.inside("optimizer");
  const type =
    optimizers.find((each) => optimizer.has(each)) ??
    optimizer.refuse("optimizer", `one of ${optimizers.join(", ")}`, optimizer.keys().join(", "));
  const rate = optimizer.inside(type).inside("learning_rate");
  const [kind = "", ...more] = rate.keys();
  if (more.length > 0 || !Object.hasOwn(kinds, kind)) {
    optimizer.refuse(
      `${type}.learning_rate`,
      `one of ${Object.keys(kinds).join(", ")}`,
      rate.keys().join(", "),
    );
  }
  const { keys, read } = kinds[kind]!;
  const config = rate.inside(kind);
  config.refuseUnread(/./, keys);
  const steps =
    options.totalSteps ?? (training.has("num_steps") ? training.count("num_steps") : undefined);
  return { learningRate: read(config), per: "step", steps: steps === 0 ? undefined : steps };
}

/**
 * The schedule of a `pipeline.config` of the TensorFlow Object Detection API: `train_config.optimizer`.
 *
 * @param document - The text of the file, in the text format of protocol buffers, or an object with its messages.
 * @param options - See {@link ImportOptions}; the file has all that is needed.
 * @returns See {@link Imported}; `steps` is `num_steps`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const { learningRate } = fromObjectDetection(`train_config { optimizer { momentum_optimizer { learning_rate {
 *   cosine_decay_learning_rate { learning_rate_base: 0.08 total_steps: 300 warmup_learning_rate: 0 warmup_steps: 100 }
 * } } } }`);
 * [0, 50, 100, 200, 300].map((step) => learningRate(step)); // => [0, 0.04, 0.08, 0.04, 0]
 * ```
 */
export const fromObjectDetection = /* @__PURE__ */ importing(
  "fromObjectDetection",
  "tensorflow-object-detection",
  readObjectDetection,
  parsePrototext,
);
