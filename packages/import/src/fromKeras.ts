import { constant, polynomialCurve, ramp, reversedCurve, sequence } from "@anneal/core";
import type { Schedule } from "@anneal/core";
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
import { optionsByKey, refuseUnknown } from "./unknownKey.ts";

const classes: Readonly<Record<string, DefinedPreset>> = {
  ExponentialDecay: kerasExponentialDecay,
  PiecewiseConstantDecay: kerasPiecewiseConstantDecay,
  PolynomialDecay: kerasPolynomialDecay,
  InverseTimeDecay: kerasInverseTimeDecay,
  CosineDecay: kerasCosineDecay,
  CosineDecayRestarts: kerasCosineDecayRestarts,
};

/** Whether it is a schedule or an optimizer of Keras. */
export const isKeras = (settings: Settings): boolean =>
  (typeof settings.get("class_name") === "string" && settings.holds("config")) ||
  (settings.holds("learning_rate") && settings.inside("learning_rate").has("class_name"));

/** What Keras writes beside the two that matter. */
const formalities = [
  "module",
  "registered_name",
  "build_config",
  "compile_config",
  "shared_object_id",
];

/** The rate of an optimizer of Keras before 3, which may have a decay of its own: `rate / (1 + decay · step)`. */
function decayed(config: Document, rate: number): Schedule {
  const decay = config.has("decay") ? config.amount("decay") : 0;
  return decay === 0
    ? constant(rate)
    : kerasInverseTimeDecay({ initialLearningRate: rate, decaySteps: 1, decayRate: decay });
}

/** The rate of an optimizer from its config. */
function rateOf(config: Document): Schedule {
  const rate = config.get("learning_rate");
  return Object(rate) === rate
    ? scheduleOf(config.inside("learning_rate"))
    : decayed(config, config.amount("learning_rate"));
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

function scheduleOf(outer: Document): Schedule {
  if (outer.get("class_name") === "WarmUp") return warmUp(outer.inside("config"));
  const name = outer.oneOf(
    "class_name",
    Object.keys(classes),
    ", or an optimizer whose config has a learning_rate",
  );
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
  return {
    format: "keras",
    learningRate: learningRateOf(Document.of("fromKeras", "document", document)),
    per: "step",
    ...(totalSteps !== undefined && { steps: totalSteps }),
    notes: [],
  };
}

/** What holds an optimizer in the file of a model. */
const holders = ["training_config", "compile_config", "optimizer_config", "optimizer"];

function learningRateOf(outer: Document): Schedule {
  const holder = outer.has("class_name") ? undefined : holders.find((each) => outer.has(each));
  if (holder !== undefined) return learningRateOf(outer.inside(holder));
  if (!outer.has("class_name") && outer.has("learning_rate")) return rateOf(outer);
  const name = outer.text("class_name");
  if (!Object.hasOwn(classes, name) && name !== "WarmUp" && outer.has("config")) {
    const config = outer.inside("config");
    if (config.has("learning_rate")) return rateOf(config);
  }
  return scheduleOf(outer);
}
