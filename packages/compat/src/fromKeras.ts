import type { Kind, Schedule } from "@anneal/core";
import { Document } from "./document.ts";
import { cosineDecay } from "./keras/cosineDecay.ts";
import { cosineDecayRestarts } from "./keras/cosineDecayRestarts.ts";
import { exponentialDecay } from "./keras/exponentialDecay.ts";
import { inverseTimeDecay } from "./keras/inverseTimeDecay.ts";
import { piecewiseConstantDecay } from "./keras/piecewiseConstantDecay.ts";
import { polynomialDecay } from "./keras/polynomialDecay.ts";

const classes: Readonly<Record<string, Kind>> = {
  ExponentialDecay: exponentialDecay,
  PiecewiseConstantDecay: piecewiseConstantDecay,
  PolynomialDecay: polynomialDecay,
  InverseTimeDecay: inverseTimeDecay,
  CosineDecay: cosineDecay,
  CosineDecayRestarts: cosineDecayRestarts,
};

/**
 * A Keras schedule from what `keras.optimizers.schedules.serialize(schedule)` gives.
 *
 * Nothing is called or written that is in the document. Where the training was is in the optimizer: its `iterations` are
 * the step.
 *
 * @param document - `{ class_name, config, … }`, or JSON text of it.
 * @returns The schedule of the preset of `keras` for the class.
 * @throws {TypeError} If the document is not what Keras writes, names a class of your own, or has an unknown option.
 * @throws {RangeError} If a value is out of range.
 *
 * @example
 * ```ts
 * const schedule = fromKeras({
 *   class_name: "CosineDecay",
 *   config: { initial_learning_rate: 0.1, decay_steps: 100 },
 * });
 * schedule(50); // => 0.05
 * ```
 */
export function fromKeras(document: unknown): Schedule {
  const outer = Document.of("fromKeras", "document", document);
  const name = outer.text("class_name");
  if (!Object.hasOwn(classes, name)) {
    outer.refuse("class_name", `one of ${Object.keys(classes).join(", ")}`);
  }
  // Its name is of no consequence.
  return classes[name]!.create!(outer.inside("config").options(["name"])) as Schedule;
}
