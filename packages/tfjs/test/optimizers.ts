import * as tf from "@tensorflow/tfjs";

/** One update of one weight by the rule of an optimizer, written down in plain numbers. */
export type Rule = (weight: number, gradient: number, rate: number) => number;

const epsilon = 1e-7;

/** An optimizer of TensorFlow.js beside the rule that it follows, with state of its own. */
export interface Pair {
  readonly name: string;
  readonly make: (rate: number) => tf.Optimizer;
  readonly rule: () => Rule;
}

/** The seven, as TensorFlow.js 4.22 computes them: its Adadelta divides by what it had accumulated before the update. */
export const optimizers: readonly Pair[] = [
  {
    name: "sgd",
    make: (rate) => tf.train.sgd(rate),
    rule: () => (weight, gradient, rate) => weight - rate * gradient,
  },
  {
    name: "momentum",
    make: (rate) => tf.train.momentum(rate, 0.9),
    rule: () => {
      let velocity = 0;
      return (weight, gradient, rate) => {
        velocity = 0.9 * velocity + gradient;
        return weight - rate * velocity;
      };
    },
  },
  {
    name: "rmsprop",
    make: (rate) => tf.train.rmsprop(rate, 0.9, 0.5),
    rule: () => {
      let [squares, velocity] = [0, 0];
      return (weight, gradient, rate) => {
        squares = 0.9 * squares + 0.1 * gradient ** 2;
        velocity = 0.5 * velocity + (rate * gradient) / Math.sqrt(squares + epsilon);
        return weight - velocity;
      };
    },
  },
  {
    name: "adagrad",
    make: (rate) => tf.train.adagrad(rate),
    rule: () => {
      let squares = 0.1;
      return (weight, gradient, rate) => {
        squares += gradient ** 2;
        return weight - (rate * gradient) / Math.sqrt(squares + epsilon);
      };
    },
  },
  {
    name: "adadelta",
    make: (rate) => tf.train.adadelta(rate, 0.95, 0.01),
    rule: () => {
      let [squares, moved] = [0, 0];
      return (weight, gradient, rate) => {
        const update = gradient * Math.sqrt((moved + 0.01) / (squares + 0.01));
        squares = 0.95 * squares + 0.05 * gradient ** 2;
        moved = 0.95 * moved + 0.05 * update ** 2;
        return weight - rate * update;
      };
    },
  },
  {
    name: "adam",
    make: (rate) => tf.train.adam(rate),
    rule: () => {
      let [first, second, step] = [0, 0, 0];
      return (weight, gradient, rate) => {
        step++;
        first = 0.9 * first + 0.1 * gradient;
        second = 0.999 * second + 0.001 * gradient ** 2;
        const [mean, square] = [first / (1 - 0.9 ** step), second / (1 - 0.999 ** step)];
        return weight - (rate * mean) / (Math.sqrt(square) + epsilon);
      };
    },
  },
  {
    name: "adamax",
    make: (rate) => tf.train.adamax(rate),
    rule: () => {
      let [first, largest, step] = [0, 0, 0];
      return (weight, gradient, rate) => {
        step++;
        first = 0.9 * first + 0.1 * gradient;
        largest = Math.max(0.999 * largest, Math.abs(gradient));
        return weight - ((rate / (1 - 0.9 ** step)) * first) / (largest + epsilon);
      };
    },
  },
];

/** A model of one weight that begins at 1 and whose gradient is its value. */
export function shrinkingModel(optimizer: tf.Optimizer): tf.Sequential {
  const model = tf.sequential({
    layers: [
      tf.layers.dense({
        units: 1,
        inputShape: [1],
        useBias: false,
        kernelInitializer: tf.initializers.ones(),
      }),
    ],
  });
  model.compile({
    optimizer,
    loss: (_truth: tf.Tensor, output: tf.Tensor) => tf.mean(tf.square(output)).mul(0.5),
  });
  return model;
}

/** The weight after each update, when the rates are as listed. */
export function expectedWeights(rule: Rule, rates: readonly number[]): number[] {
  let weight = 1;
  return rates.map((rate) => (weight = rule(weight, weight, rate)));
}

/** Records the weight of a {@link shrinkingModel} after each update. */
export class Weights extends tf.Callback {
  readonly seen: number[] = [];

  override onBatchEnd(): Promise<void> {
    this.seen.push(this.model.getWeights()[0]!.dataSync()[0]!);
    return Promise.resolve();
  }
}
