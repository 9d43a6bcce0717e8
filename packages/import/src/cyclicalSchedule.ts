import { torchCyclicLR } from "@anneal/compat";
import { product, sum } from "@anneal/core";
import type { Schedule } from "@anneal/core";
import { exponential } from "@anneal/exponential";
import type { Document } from "./document.ts";

/** The cyclical schedules of TensorFlow Addons. */
export const cyclicalNames: readonly string[] = [
  "CyclicalLearningRate",
  "TriangularCyclicalLearningRate",
  "Triangular2CyclicalLearningRate",
  "ExponentialCyclicalLearningRate",
];

/** The schedule of a class of {@link cyclicalNames} from its config. */
export function cyclicalSchedule(name: string, config: Document): Schedule {
  if (name === "CyclicalLearningRate") {
    config.refuse("scale_fn", "left out, because no document holds a function");
  }
  const [low, high] = [
    config.amount("initial_learning_rate"),
    config.amount("maximal_learning_rate"),
  ];
  const half = config.number("step_size");
  if (half <= 0) config.refuse("step_size", "a finite number above 0", RangeError);
  const isExponential = name.startsWith("Exponential");
  const known = ["initial_learning_rate", "maximal_learning_rate", "step_size", "scale_mode"];
  const unread = config
    .keys()
    .find((key) => ![...known, "name", ...(isExponential ? ["gamma"] : [])].includes(key));
  if (unread !== undefined) config.refuseKey(unread, `left out: ${name} has no such key`, known);
  const mode = config.has("scale_mode")
    ? config.text("scale_mode")
    : isExponential
      ? "iterations"
      : "cycle";
  const wave = { baseLr: low, maxLr: high, stepSizeUp: half };
  if (name.startsWith("Triangular2")) {
    // A cycle counts from 1, an iteration from 0: the first is twice as high there.
    if (mode === "cycle") return torchCyclicLR({ ...wave, mode: "triangular2" });
    const top = low + 2 * (high - low);
    if (top < 0) {
      config.refuse("maximal_learning_rate", "at least half of initial_learning_rate", RangeError);
    }
    return torchCyclicLR({ ...wave, maxLr: top, mode: "exp_range", gamma: 0.5 });
  }
  if (!isExponential) return torchCyclicLR(wave);
  const gamma = config.has("gamma") ? config.number("gamma") : 1;
  if (gamma <= 0 || gamma > 1) config.refuse("gamma", "above 0 and at most 1", RangeError);
  if (mode !== "cycle") return torchCyclicLR({ ...wave, mode: "exp_range", gamma });
  if (high < low) {
    config.refuse("maximal_learning_rate", `at least initial_learning_rate (${low})`, RangeError);
  }
  const height = torchCyclicLR({ ...wave, baseLr: 0, maxLr: high - low });
  const scale = exponential({ initial: gamma, factor: gamma, every: 2 * half, staircase: true });
  return sum([low, product([height, scale])]);
}
