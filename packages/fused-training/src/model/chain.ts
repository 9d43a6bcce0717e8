import type { LayerVariable, Model, Regularizer } from "./layer.ts";
import { shapeOf } from "./layers.ts";
import { joinBehind, nodesOf } from "./nodes.ts";
import { objectiveOf, type Objective } from "./objective.ts";
import { needsArgument, wordsOf, type Operation, type Pool, type Shape } from "./operation.ts";
import { Unsupported, unsupported } from "./unsupported.ts";

/** A weight of a model. */
interface Weight {
  readonly variable: LayerVariable;
  readonly size: number;
  /** Whether the optimizer changes it. */
  readonly isTrained: boolean;
  /** Factors of the sums of its sizes and of its squares in the loss. */
  readonly l1: number;
  readonly l2: number;
}

/** What a model computes: operations, each behind those that it needs, and what is made of the last one's values. */
export interface Chain {
  readonly x: Shape;
  readonly y: Shape;
  readonly operations: readonly Operation[];
  /** The values that go into each operation: 0 is the batch, and the operation `i` makes the value `i + 1`. */
  readonly sources: readonly (readonly number[])[];
  readonly weights: readonly Weight[];
  /** The weights that the optimizer changes, in its order, as places in `weights`. */
  readonly trained: readonly number[];
  readonly objective: Objective;
}

/** Reads a compiled model; a string says why it is no chain that can be planned. */
export function readChain(model: Model): Chain | string {
  try {
    return chainOf(model);
  } catch (error) {
    if (error instanceof Unsupported) return error.message;
    throw error;
  }
}

function chainOf(model: Model): Chain {
  for (const [what, symbols] of Object.entries({ input: model.inputs, output: model.outputs })) {
    if (symbols.length !== 1) unsupported(`the model has ${String(symbols.length)} ${what}s`);
  }
  if (model.stateful) unsupported("the model is stateful");
  const optimized = model.collectedTrainableWeights;
  const weights: Weight[] = [];
  const weight = (variable: LayerVariable, regularizer?: Regularizer | null): number => {
    const isTrained = optimized.includes(variable);
    const { l1 = 0, l2 = 0 } = regularizer ?? {};
    if (regularizer && regularizer.getClassName() !== "L1L2") {
      unsupported(`${variable.name} has a regularizer of one's own`);
    }
    const size = variable.shape.reduce((product, length) => product * length, 1);
    return weights.push({ variable, size, isTrained, l1, l2 }) - 1;
  };
  const nodes = nodesOf(model, weight);
  const trained = optimized.map((variable) => {
    const index = weights.findIndex((known) => known.variable === variable);
    return index < 0 ? unsupported(`${variable.name} belongs to no layer of the chain`) : index;
  });
  if (trained.length === 0) unsupported("the model has no weight to train");
  const joined = joinBehind(joinBehind(nodes, withActivation), withPool);
  const operations = joined.map(({ operation }) => operation);
  return {
    x: shapeOf(model.inputs[0]!),
    y: shapeOf(model.outputs[0]!),
    operations,
    sources: joined.map(({ sources }) => sources),
    weights,
    trained,
    objective: objectiveOf(model, operations.at(-1)!),
  };
}

/** Lets an operation that ends in nothing do the activation that a layer of its own does behind it. */
function withActivation(last: Operation, operation: Operation): Operation | undefined {
  const isFree = "activation" in last && last.activation.kind === "linear";
  if (operation.kind !== "activate" || !isFree || needsArgument(operation.activation)) {
    return undefined;
  }
  return { ...last, activation: operation.activation };
}

/** Lets a convolution pool what it makes, two by two: what pooling drops is then not computed. */
function withPool(last: Operation, operation: Operation): Operation | undefined {
  return last.kind === "convolution" && operation.kind === "maxPool" && isTwoByTwo(last, operation)
    ? { ...last, y: operation.y, isPooled: true }
    : undefined;
}

function isTwoByTwo(
  convolution: Extract<Operation, { kind: "convolution" }>,
  { window, x, y }: Pool,
): boolean {
  const { filterHeight, filterWidth, strideHeight, strideWidth } = window;
  return (
    !convolution.isPooled &&
    ["linear", "relu"].includes(convolution.activation.kind) &&
    [filterHeight, filterWidth, strideHeight, strideWidth].every((size) => size === 2) &&
    // Windows that reach beyond the image have fewer than four values.
    2 * y.height <= x.height &&
    2 * y.width <= x.width &&
    wordsOf(y) > 0
  );
}
