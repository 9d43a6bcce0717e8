import type { Model } from "./layer.ts";
import type { Operation } from "./operation.ts";
import { unsupported } from "./unsupported.ts";

/** The losses that are planned. */
const losses = [
  ...["sparseCategoricalCrossentropy", "categoricalCrossentropy", "binaryCrossentropy"],
  ...["meanSquaredError", "meanAbsoluteError"],
] as const;

/** How the target tells a class. */
type Accuracy = "classNumber" | "oneHot" | "aboveHalf";

/** What is made of the values of the last operation. */
export interface Objective {
  readonly loss: (typeof losses)[number];
  /** Whether the loss is a cross entropy, whose gradient is taken before the softmax. */
  readonly isBeforeSoftmax: boolean;
  /** The accuracy that the metrics ask for, if they do. */
  readonly accuracy: Accuracy;
  /** Of each metric whether it is that accuracy; all others are computed by TensorFlow.js from the values. */
  readonly metrics: readonly boolean[];
}

/** Reads the loss and the metrics of a model whose last operation is given. */
export function objectiveOf(model: Model, last: Operation): Objective {
  const loss = lossOf(model.loss);
  const isBeforeSoftmax = loss.includes("ategorical");
  if (isBeforeSoftmax && last.kind !== "softmax") {
    unsupported(`the loss ${loss} is taken of something else than a softmax`);
  }
  const names = namesOf(model.metrics);
  const areKnown = names.length === model.metricsTensors.length;
  return {
    loss,
    isBeforeSoftmax,
    accuracy:
      loss === "binaryCrossentropy" || last.y.channels === 1
        ? "aboveHalf"
        : loss === "sparseCategoricalCrossentropy"
          ? "classNumber"
          : "oneHot",
    metrics: model.metricsTensors.map(
      (_, index) => areKnown && ["accuracy", "acc"].includes(names[index] as string),
    ),
  };
}

function namesOf(metrics: unknown): readonly unknown[] {
  return Array.isArray(metrics) ? (metrics as readonly unknown[]) : [metrics];
}

function lossOf(given: unknown): Objective["loss"] {
  const [name] =
    typeof given === "object" ? (Object.values(given as object) as unknown[]) : [given];
  const known = losses.find((loss) => loss === name);
  if (known) return known;
  return unsupported(
    typeof name === "string" ? `the loss is ${name}` : "the loss is a function, which has no name",
  );
}
