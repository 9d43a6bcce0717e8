import type { Layer, Model, Symbol } from "./layer.ts";
import { operationsOf, shapeOf, type Step } from "./layers.ts";
import type { Operation } from "./operation.ts";
import { unsupported } from "./unsupported.ts";

/** An operation with the values that go into it: 0 is the batch, and the node `i` makes the value `i + 1`. */
interface Node {
  readonly operation: Operation;
  readonly sources: readonly number[];
}

/** The operations of a model from its input to its output, each behind those that it needs. */
export function nodesOf(model: Model, weight: Step["weight"]): readonly Node[] {
  const nodes: Node[] = [];
  const values = new Map<Symbol, number>();
  const applied = new Set<Layer>();

  const add = (operation: Operation, ...sources: readonly number[]): number =>
    nodes.push({ operation, sources });

  function read(output: Symbol): number {
    const layer = output.sourceLayer;
    if (applied.has(layer)) unsupported(`${layer.name} is applied twice`);
    applied.add(layer);
    if (layer.getClassName() === "InputLayer") return 0;
    const inputs = layer.inboundNodes[output.nodeIndex]!.inputTensors;
    const [first, ...others] = inputs.map(valueOf);
    const [x, y] = [shapeOf(inputs[0]!), shapeOf(output)];
    if (layer.getClassName() === "Add") {
      if (inputs.some((input) => String(input.shape) !== String(output.shape))) {
        unsupported(`${layer.name} adds values of several shapes`);
      }
      return others.reduce((sum, other) => add({ kind: "add", x, y }, sum, other), first!);
    }
    if (others.length > 0) unsupported(`${layer.name} has ${String(inputs.length)} inputs`);
    return operationsOf({ layer, x, y, weight }).reduce(
      (value, operation) => add(operation, value),
      first!,
    );
  }

  function valueOf(symbol: Symbol): number {
    const value = values.get(symbol) ?? read(symbol);
    values.set(symbol, value);
    return value;
  }

  const output = model.outputs[0]!;
  if (output.sourceLayer.getClassName() === "InputLayer") unsupported("the model has no layer");
  valueOf(output);
  return nodes;
}

/**
 * Lets operations do what those behind them do, where nothing else needs what is between.
 *
 * @param join - Gives the operation that does what both do, if there is one.
 */
export function joinBehind(
  nodes: readonly Node[],
  join: (last: Operation, operation: Operation) => Operation | undefined,
): readonly Node[] {
  const joined: Node[] = [];
  /** What the values are called after joining. */
  const names = [0];
  const uses = nodes.flatMap(({ sources }) => sources);
  for (const { operation, sources } of nodes) {
    const [source, ...others] = sources as readonly [number, ...number[]];
    const isAlone = others.length === 0 && uses.filter((value) => value === source).length === 1;
    const name = names[source]!;
    const last = joined[name - 1];
    const both = last && isAlone ? join(last.operation, operation) : undefined;
    if (both) {
      joined[name - 1] = { operation: both, sources: last!.sources };
      names.push(name);
    } else {
      names.push(joined.push({ operation, sources: sources.map((value) => names[value]!) }));
    }
  }
  return joined;
}
