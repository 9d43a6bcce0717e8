import type { Layer, LayerVariable, Model, Regularizer, Symbol } from "./layer.ts";
import { operationsOf, shapeOf } from "./layers.ts";
import { objectiveOf, type Objective } from "./objective.ts";
import { wordsOf, type Operation, type Shape } from "./operation.ts";
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

/** What a model computes: operations one behind the other, and what is made of the last one's values. */
export interface Chain {
  readonly x: Shape;
  readonly y: Shape;
  readonly operations: readonly Operation[];
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

interface Link {
  readonly layer: Layer;
  readonly input: Symbol;
  readonly output: Symbol;
}

/** The layers from the input to the output. */
function linksOf(model: Model): readonly Link[] {
  const links: Link[] = [];
  const seen = new Set<Layer>();
  let output = model.outputs[0]!;
  for (;;) {
    const layer = output.sourceLayer;
    if (seen.has(layer)) unsupported(`${layer.name} is applied twice`);
    seen.add(layer);
    if (layer.getClassName() === "InputLayer") return links;
    const inputs = layer.inboundNodes[output.nodeIndex]!.inputTensors;
    if (inputs.length !== 1) unsupported(`${layer.name} has ${String(inputs.length)} inputs`);
    links.unshift({ layer, input: inputs[0]!, output });
    output = inputs[0]!;
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
  const links = linksOf(model);
  if (links.length === 0) unsupported("the model has no layer");
  const operations = links.flatMap(({ layer, input, output }) =>
    operationsOf({ layer, x: shapeOf(input), y: shapeOf(output), weight }),
  );
  const trained = optimized.map((variable) => {
    const index = weights.findIndex((known) => known.variable === variable);
    return index < 0 ? unsupported(`${variable.name} belongs to no layer of the chain`) : index;
  });
  if (trained.length === 0) unsupported("the model has no weight to train");
  const joined = withPools(withActivations(operations));
  return {
    x: shapeOf(links[0]!.input),
    y: shapeOf(links.at(-1)!.output),
    operations: joined,
    weights,
    trained,
    objective: objectiveOf(model, joined.at(-1)!),
  };
}

/** Lets an operation that ends in nothing do the activation that a layer of its own does behind it. */
function withActivations(operations: readonly Operation[]): readonly Operation[] {
  const joined: Operation[] = [];
  for (const operation of operations) {
    const last = joined.at(-1);
    const isFree = last && "activation" in last && last.activation.kind === "linear";
    if (operation.kind === "activate" && isFree) {
      joined[joined.length - 1] = { ...last, activation: operation.activation };
    } else {
      joined.push(operation);
    }
  }
  return joined;
}

/** Lets a convolution pool what it makes, two by two: what pooling drops is then not computed. */
function withPools(operations: readonly Operation[]): readonly Operation[] {
  const joined: Operation[] = [];
  for (const operation of operations) {
    const last = joined.at(-1);
    if (
      last?.kind === "convolution" &&
      operation.kind === "maxPool" &&
      isTwoByTwo(last, operation)
    ) {
      joined[joined.length - 1] = { ...last, y: operation.y, isPooled: true };
    } else {
      joined.push(operation);
    }
  }
  return joined;
}

function isTwoByTwo(
  convolution: Extract<Operation, { kind: "convolution" }>,
  { window, x, y }: Extract<Operation, { kind: "maxPool" | "averagePool" }>,
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
