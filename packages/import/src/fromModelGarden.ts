import {
  kerasCosineDecay,
  kerasExponentialDecay,
  kerasPiecewiseConstantDecay,
  kerasPolynomialDecay,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";
import {
  advance,
  constant,
  cosineCurve,
  polynomialCurve,
  product,
  ramp,
  reversedCurve,
  sequence,
} from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { powerLaw } from "@anneal/transformer";
import { createNamed } from "./createNamed.ts";
import { importing } from "./importing.ts";
import type { Found } from "./importing.ts";
import type { ImportOptions } from "./importOptions.ts";
import type { Settings } from "./settings.ts";
import { optionsByKey } from "./unknownKey.ts";
import { way } from "./way.ts";

/** What holds learning rate and warmup: a task of the Model Garden has it in its trainer. */
const holderIn = (settings: Settings): Settings =>
  ["trainer", "optimizer_config"].reduce(
    (holder, key) => (holder.holds(key) ? holder.inside(key) : holder),
    settings,
  );

/** Whether it is an experiment of the TensorFlow Model Garden. */
export const isModelGarden = (settings: Settings): boolean => {
  const holder = holderIn(settings);
  if (!holder.holds("learning_rate")) return false;
  const rate = holder.inside("learning_rate");
  return rate.has("type") && !rate.has("class_name");
};

interface Kind {
  readonly keys: readonly string[];
  readonly read: (config: Settings) => Schedule;
}

/** The schedules of Keras, whose arguments have the names of their options. */
const ofKeras: Readonly<Record<string, DefinedPreset>> = {
  stepwise: kerasPiecewiseConstantDecay,
  exponential: kerasExponentialDecay,
  polynomial: kerasPolynomialDecay,
  cosine: kerasCosineDecay,
};

/** Their own arguments alone: a warmup is another part of the file. */
const argumentsOf = (preset: DefinedPreset): ReadonlyMap<string, string> =>
  optionsByKey(preset, ["warmupTarget", "warmupSteps"]);

function kerasSchedule(config: Settings, preset: DefinedPreset): Schedule {
  const given: Record<string, unknown> = {};
  const keys = new Map<string, string>();
  for (const [key, option] of argumentsOf(preset)) {
    keys.set(option, key);
    if (config.has(key)) given[option] = config.value(key);
  }
  return createNamed(
    config.findings.importer,
    config.where,
    preset,
    given,
    (option) => keys.get(option) ?? option,
  ) as Schedule;
}

/** A power of the step, from step 1 on; step 0 has the rate of step 1. */
function powerOf(config: Settings, most = Infinity): Schedule {
  const rate = config.positive("initial_learning_rate");
  const exponent = config.number("power", -0.5);
  if (exponent >= 0) config.refuse("power", "below 0");
  return powerLaw({ peak: Math.min(rate, most), amplitude: rate, exponent, warmup: 0 });
}

const kinds: Readonly<Record<string, Kind>> = {
  constant: {
    keys: ["learning_rate"],
    read: (config) => constant(config.amount("learning_rate", 0.1)),
  },
  power: { keys: ["initial_learning_rate", "power"], read: (config) => powerOf(config) },
  power_linear: {
    keys: ["initial_learning_rate", "power", "total_decay_steps", "linear_decay_fraction"],
    read(config) {
      const total = config.positive("total_decay_steps");
      const steps = total * config.share("linear_decay_fraction", 0.1);
      const end = sequence([
        { schedule: 1, steps: total - steps },
        ramp({ from: 1, to: 0, steps }),
      ]);
      return steps > 0 ? product([powerOf(config), end]) : powerOf(config);
    },
  },
  power_with_offset: {
    keys: ["initial_learning_rate", "power", "pre_offset_learning_rate"],
    // It has its offset in itself.
    read(config) {
      const before = config.positive("pre_offset_learning_rate", 1e6);
      const after = powerOf(config, before);
      return sequence([
        { schedule: before, steps: config.count("offset", 0) + 1 },
        advance(1, after),
      ]);
    },
  },
  step_cosine_with_offset: {
    keys: ["boundaries", "values"],
    read(config) {
      const [boundaries, values] = [config.amounts("boundaries"), config.amounts("values")];
      if (boundaries.length !== values.length) {
        config.refuse("values", `as many as boundaries (${boundaries.length})`, values.length);
      }
      if (boundaries[0] !== 0) config.refuse("boundaries[0]", "0", boundaries[0]);
      const phases = boundaries.slice(1).map((boundary, index) => {
        const steps = boundary - boundaries[index]!;
        if (steps <= 0) {
          config.refuse(`boundaries[${index + 1}]`, "above the one before it", boundary);
        }
        const [from, to] = [values[index]!, values[index + 1]!];
        return { schedule: ramp({ from, to, steps, curve: cosineCurve }), steps };
      });
      return sequence([...phases, values.at(-1)!]);
    },
  },
};

/** A choice of one among several, with its settings under its own name. */
function chosen(holder: Settings, key: string, known: readonly string[]): [string, Settings] {
  const outer = holder.inside(key);
  const type = outer.oneOf("type", known);
  return [type, outer.holds(type) ? outer.inside(type) : outer];
}

function readModelGarden(settings: Settings, options: ImportOptions): Found<Schedule> {
  const holder = holderIn(settings);
  const [type, config] = chosen(holder, "learning_rate", [
    ...Object.keys(ofKeras),
    ...Object.keys(kinds),
  ]);
  const preset = ofKeras[type];
  const keys = preset ? argumentsOf(preset).keys() : kinds[type]!.keys;
  config.refuseUnread(/./, ["name", "type", "offset", ...keys]);
  const schedule = preset ? kerasSchedule(config, preset) : kinds[type]!.read(config);
  const trainer = settings.holds("trainer") ? settings.inside("trainer") : settings;
  const steps =
    options.totalSteps ??
    (trainer.has("train_steps") && trainer.number("train_steps") > 0
      ? trainer.count("train_steps")
      : undefined);
  const offset = type === "power_with_offset" ? 0 : config.count("offset", 0);
  const found = (warmup: number, phases: Parameters<typeof sequence>[0]): Found<Schedule> => {
    if (offset > warmup) {
      config.refuse("offset", `at most the steps of the warmup (${warmup})`, offset);
    }
    const learningRate = sequence([...phases, advance(warmup - offset, schedule)]) as Schedule;
    return { learningRate, per: "step", steps };
  };
  if (!holder.holds("warmup") || !holder.inside("warmup").has("type")) return found(0, []);
  const [shape, warm] = chosen(holder, "warmup", ["linear", "polynomial"]);
  warm.refuseUnread(/./, ["name", "type", "warmup_steps", "warmup_learning_rate", "power"]);
  const warmup = warm.count("warmup_steps");
  // It leads to what the schedule, whose clock runs meanwhile, has at its end.
  const to = schedule(Math.max(0, warmup - offset));
  if (shape === "linear") {
    return found(warmup, [
      way({ from: warm.amount("warmup_learning_rate", 0), to, steps: warmup }),
    ]);
  }
  const curve = reversedCurve(polynomialCurve(warm.positive("power", 1)));
  const rise = ramp({ from: 0, to, steps: warmup, curve });
  return found(warmup, [
    // Step 0 has the rate of step 1.
    { schedule: rise(1), steps: Math.min(1, warmup) },
    { schedule: advance(1, rise), steps: Math.max(0, warmup - 1) },
  ]);
}

/**
 * The schedule of an experiment of the TensorFlow Model Garden (tf-vision, tf-nlp): `trainer.optimizer_config`.
 *
 * A warmup takes the place of the first steps of the schedule, and leads to the rate that it has by then.
 *
 * @param document - What a YAML parser makes of the file, or JSON text: as a whole, or its `optimizer_config` alone.
 * @param options - See {@link ImportOptions}; the file has all that is needed.
 * @returns See {@link Imported}; `steps` is `train_steps`.
 * @throws {TypeError} If something is missing, unknown or of the wrong type.
 * @throws {RangeError} If a value is out of range, or if an `offset` is longer than the warmup.
 *
 * @example
 * ```ts
 * const { learningRate } = fromModelGarden({
 *   learning_rate: { type: "cosine", cosine: { initial_learning_rate: 0.1, decay_steps: 100 } },
 *   warmup: { type: "linear", linear: { warmup_steps: 50, warmup_learning_rate: 0 } },
 * });
 * [0, 25, 50, 100].map((step) => learningRate(step)); // => [0, 0.025, 0.05, 0]
 * ```
 */
export const fromModelGarden = /* @__PURE__ */ importing(
  "fromModelGarden",
  "tensorflow-model-garden",
  readModelGarden,
);
