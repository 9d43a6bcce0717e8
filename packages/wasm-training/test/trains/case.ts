import { random, tf } from "../tensorflow.ts";

/** A computation with a gradient, made anew for each backend. */
interface Subject {
  /** What the gradient is with respect to. */
  readonly variables: readonly tf.Variable[];
  /** What is computed of the variables as they are. */
  readonly compute: () => readonly tf.Tensor[];
}

/** A row of the table. */
export interface Case {
  /** What is special about it; empty for the defaults. */
  readonly options: string;
  /** What TensorFlow.js's own kernel does, where it is not run because it reads or writes what is not its own. */
  readonly stock?: string;
  /** Makes it; called within `tf.tidy`, with a `Math.random` that gives the same numbers each time. */
  readonly make: () => Subject;
}

/** An input of random values, or of whole numbers below a bound, which have no gradient. */
export type Input = number[] | { readonly shape: number[]; readonly below: number };

/** The tensors of some inputs, and the variables among them. */
export function inputsOf(inputs: readonly Input[]): {
  tensors: tf.Tensor[];
  variables: tf.Variable[];
} {
  const variables: tf.Variable[] = [];
  const tensors = inputs.map((input, index) => {
    if (!Array.isArray(input)) {
      const { shape, below } = input;
      return tf.randomUniform(shape, 0, below, "int32", 50 + index).toFloat();
    }
    const variable = tf.variable(random(input, 10 + index));
    variables.push(variable);
    return variable;
  });
  return { tensors, variables };
}

/** What the table reads of a layer. */
interface Trainable {
  readonly trainableWeights: readonly tf.LayerVariable[];
}

/** Gives the weights of a layer random values, the same on every backend. */
export function weightsOf(layer: Trainable): tf.Variable[] {
  return layer.trainableWeights.map((weight, index) => {
    weight.write(random(weight.shape as number[], 100 + index).mul(0.5));
    return (weight as unknown as { val: tf.Variable }).val;
  });
}

/** A layer applied to some inputs, in training. */
export function layer(
  options: string,
  make: () => tf.layers.Layer,
  ...inputs: readonly Input[]
): Case {
  return {
    options,
    make() {
      const { tensors, variables } = inputsOf(inputs);
      const made = make();
      const apply = () =>
        [
          made.apply(tensors.length === 1 ? tensors[0]! : tensors, { training: true }),
        ].flat() as tf.Tensor[];
      apply();
      return { variables: [...variables, ...weightsOf(made)], compute: apply };
    },
  };
}

/** An operation on some inputs. */
export function operation(
  options: string,
  compute: (...inputs: tf.Tensor[]) => tf.Tensor | tf.Tensor[],
  ...inputs: readonly Input[]
): Case {
  return {
    options,
    make() {
      const { tensors, variables } = inputsOf(inputs);
      return { variables, compute: () => [compute(...tensors)].flat() };
    },
  };
}
