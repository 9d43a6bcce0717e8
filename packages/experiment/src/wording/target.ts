import type { TaskFacts } from "../task/facts.ts";
import { limitOf } from "../task/target.ts";
import type { Bound } from "../task/target.ts";
import { measuresOf } from "../task/metric.ts";
import { quantityOf } from "./quantity.ts";

/** The limit of a bound as people write it: `85 %`. */
export function describeLimit(task: TaskFacts, bound: Bound): string {
  const isShare = measuresOf(task.metrics).get(bound.measure)!.metric.unit === "%";
  const limit = limitOf(bound);
  return `${String(isShare ? Number((100 * limit).toPrecision(12)) : limit)}${quantityOf(task, bound.measure).unit}`;
}

const side = (bound: Bound): string => ("above" in bound ? "above" : "below");

/** The bounds of a target, as the middle of a sentence; `null` without any. */
export function describeTarget(task: TaskFacts, as: "sentence" | "list"): string | null {
  const [first, ...others] = task.target;
  if (first === undefined) return null;
  const describe = (bound: Bound, verb: string): string =>
    `${quantityOf(task, bound.measure).name} ${verb}${side(bound)} ${describeLimit(task, bound)}`;
  return [
    describe(first, ""),
    ...others.map((bound) =>
      as === "sentence" ? `while ${describe(bound, "is ")}` : `with ${describe(bound, "")}`,
    ),
  ].join(" ");
}

/**
 * What the training figures of `fit` are, which is not what most people expect unless they are evaluated; `null` for a loop of
 * one's own, which reports what it likes.
 */
export function describeTrainingFigures({
  network,
  evaluateTraining,
}: Pick<TaskFacts, "network" | "evaluateTraining">): string | null {
  if (network === null) return null;
  return evaluateTraining
    ? "Training figures are evaluated on all training examples after the last epoch, with the weights as they are then"
    : "Training figures are running means over the last epoch, while the weights still change, as Keras has them";
}
