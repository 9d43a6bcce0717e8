import { constant, polynomialCurve, ramp, reversedCurve, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { cyclicalNames, cyclicalSchedule } from "./cyclicalSchedule.ts";
import { Document } from "./document.ts";
import type { Imported } from "./imported.ts";
import { checkOptions } from "./importOptions.ts";
import type { ImportOptions } from "./importOptions.ts";
import {
  kerasCosineDecay,
  kerasCosineDecayRestarts,
  kerasExponentialDecay,
  kerasInverseTimeDecay,
  kerasPiecewiseConstantDecay,
  kerasPolynomialDecay,
} from "@anneal/compat";
import type { DefinedPreset } from "@anneal/compat";
import type { Settings } from "./settings.ts";
import { show } from "./show.ts";
import { optionsByKey, refuseUnknown } from "./unknownKey.ts";

const classes: Readonly<Record<string, DefinedPreset>> = {
  ExponentialDecay: kerasExponentialDecay,
  PiecewiseConstantDecay: kerasPiecewiseConstantDecay,
  PolynomialDecay: kerasPolynomialDecay,
  InverseTimeDecay: kerasInverseTimeDecay,
  CosineDecay: kerasCosineDecay,
  CosineDecayRestarts: kerasCosineDecayRestarts,
};

/** What holds an optimizer in the file of a model: of Keras, of TensorFlow.js, of an attribute of HDF5. */
const holders = [
  "training_config",
  "trainingConfig",
  "compile_config",
  "optimizer_config",
  "optimizer",
] as const;

/** What stands in the config of an optimizer, and in no other trainer's files. */
const ofOptimizers = ["beta_1", "jit_compile", "is_legacy_optimizer", "ema_overwrite_frequency"];

/** Whether it is a schedule, an optimizer or a model of Keras. */
export const isKeras = (settings: Settings): boolean =>
  (typeof settings.get("class_name") === "string" && settings.holds("config")) ||
  (settings.holds("learning_rate") && settings.inside("learning_rate").has("class_name")) ||
  (settings.has("learning_rate") && ofOptimizers.some((key) => settings.has(key))) ||
  settings.has("modelTopology") ||
  ["training_config", "trainingConfig", "compile_config", "optimizer_config"].some(
    (key) =>
      settings.holds(key) &&
      ["optimizer", "optimizer_config", "class_name"].some((each) =>
        settings.inside(key).has(each),
      ),
  );

/** What Keras writes beside the two that matter. */
const formalities = [
  "module",
  "registered_name",
  "build_config",
  "compile_config",
  "shared_object_id",
  // What Hugging Face makes of a function is marked with it.
  "__passive_serialization__",
];

/** The rate of an optimizer of Keras before 3, which may have a decay of its own: `rate / (1 + decay · step)`. */
function decayed(config: Document, rate: number): Schedule {
  const decay = config.has("decay") ? config.amount("decay") : 0;
  return decay === 0
    ? constant(rate)
    : kerasInverseTimeDecay({ initialLearningRate: rate, decaySteps: 1, decayRate: decay });
}

const hasRate = (config: Document): boolean =>
  config.has("learning_rate") || config.has("lr") || config.has("learningRate");

/** The rate of an optimizer from its config. */
function rateOf(config: Document): Schedule {
  const key = ["learning_rate", "lr", "learningRate"].find((each) => config.has(each))!;
  const rate = config.get(key);
  return Object(rate) === rate
    ? scheduleOf(config.inside(key))
    : decayed(config, config.amount(key));
}

/** `WarmUp` of Hugging Face and the TensorFlow Model Garden: a power of the way up, then its schedule from there. */
function warmUp(config: Document): Schedule {
  const [rate, steps] = [config.amount("initial_learning_rate"), config.amount("warmup_steps")];
  const power = config.has("power") ? config.number("power") : 1;
  if (power <= 0) config.refuse("power", "a finite number above 0", RangeError);
  return sequence([
    {
      schedule: ramp({ from: 0, to: rate, steps, curve: reversedCurve(polynomialCurve(power)) }),
      steps,
    },
    scheduleOf(config.inside("decay_schedule_fn")),
  ]);
}

/** The name of a class without the package that it was registered in: `"Addons>WarmUp"` is `"WarmUp"`. */
const classOf = (outer: Document): string => outer.text("class_name").replace(/^.*>/, "");

function scheduleOf(outer: Document): Schedule {
  const name = classOf(outer);
  if (name === "WarmUp") return warmUp(outer.inside("config"));
  if (cyclicalNames.includes(name)) return cyclicalSchedule(name, outer.inside("config"));
  if (!Object.hasOwn(classes, name)) {
    outer.refuseName(
      "class_name",
      [...Object.keys(classes), "WarmUp", ...cyclicalNames],
      ", or an optimizer whose config has a learning_rate",
    );
  }
  const preset = classes[name]!;
  const unknown = outer
    .keys()
    .find((key) => !["class_name", "config", ...formalities].includes(key));
  if (unknown !== undefined) {
    outer.refuseKey(unknown, "left out: Keras writes arguments into config", [
      "class_name",
      "config",
    ]);
  }
  const config = outer.inside("config");
  const keys = new Map(
    Object.entries(classes).map(([each, its]) => [
      each,
      // Its name is of no consequence.
      new Map([...optionsByKey(its), ["name", ""]]),
    ]),
  );
  refuseUnknown(config, name, keys);
  const options = [...optionsByKey(preset)].map(([key, option]) => [key, option] as const);
  return config.create(
    preset,
    Object.fromEntries(options.map(([key, option]) => [option, config.get(key)])),
    (option) => options.find(([, each]) => each === option)![0],
  ) as Schedule;
}

/**
 * A Keras schedule from what `keras.optimizers.schedules.serialize(schedule)` gives, or from an optimizer, serialized or as
 * its `get_config()`, whose `learning_rate` it is.
 *
 * Nothing is called or written that is in the document. Where the training was is in the optimizer: its `iterations` are
 * the step.
 *
 * @param document - `{ class_name, config, … }`, or JSON text of it.
 * @param options - See {@link ImportOptions}; the document has all that is needed.
 * @returns See {@link Imported}: the schedule of the preset of `keras` for the class; a constant for an optimizer whose rate is a
 *   number.
 * @throws {TypeError} If the document is not what Keras writes, names a class of your own, or has an unknown option.
 * @throws {RangeError} If a value is out of range, or a text longer than 1,000,000 characters.
 *
 * @example
 * ```ts
 * const decay = {
 *   class_name: "CosineDecay",
 *   config: { initial_learning_rate: 0.1, decay_steps: 100 },
 * };
 * fromKeras(decay).learningRate(50); // => 0.05
 * fromKeras({ class_name: "Adam", config: { learning_rate: decay } }).learningRate(50); // => 0.05
 * ```
 */
export function fromKeras(document: unknown, options: ImportOptions = {}): Imported<Schedule> {
  const { totalSteps } = checkOptions("fromKeras", options);
  const notes: string[] = [];
  return {
    format: "keras",
    learningRate: learningRateOf(Document.of("fromKeras", "document", document), notes),
    per: "step",
    ...(totalSteps !== undefined && { steps: totalSteps }),
    notes,
  };
}

/** What Keras takes where an optimizer is only named. */
const defaultRate = (name: string): number => (name.toLowerCase() === "sgd" ? 0.01 : 0.001);

function learningRateOf(outer: Document, notes: string[]): Schedule {
  if (outer.has("modelTopology") && !outer.has("trainingConfig")) {
    const topology = outer.inside("modelTopology");
    if (!topology.has("training_config")) {
      topology.refuse("training_config", "given: a model saved without its optimizer has no rate");
    }
    return learningRateOf(topology.inside("training_config"), notes);
  }
  const name = outer.has("class_name") ? classOf(outer) : "";
  const isSchedule =
    Object.hasOwn(classes, name) || name === "WarmUp" || cyclicalNames.includes(name);
  const holder = isSchedule ? undefined : holders.find((each) => outer.has(each));
  if (holder !== undefined) {
    const held = outer.get(holder);
    if (typeof held !== "string" || held.includes("{")) {
      return learningRateOf(outer.inside(holder), notes);
    }
    notes.push(
      `${holder}: ${show(held)} is only named; ${defaultRate(held)}, its default, is taken`,
    );
    return constant(defaultRate(held));
  }
  if (!outer.has("class_name") && hasRate(outer)) return rateOf(outer);
  if (!isSchedule && outer.has("config")) {
    const config = outer.inside("config");
    if (hasRate(config)) return rateOf(config);
    // Around an optimizer in mixed precision, which it leaves its rate.
    const inner = ["inner_optimizer", "optimizer"].find((key) => config.has(key));
    if (name === "LossScaleOptimizer" && inner !== undefined) {
      return learningRateOf(config.inside(inner), notes);
    }
    if (config.has("layers")) {
      outer.refuse(
        "compile_config",
        "given: a model that was saved without its optimizer has no rate",
      );
    }
  }
  return scheduleOf(outer);
}
