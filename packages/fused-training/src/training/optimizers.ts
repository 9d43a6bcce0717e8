import type * as Tensorflow from "@tensorflow/tfjs";
import type { Optimizer, OptimizerVariable } from "../model/layer.ts";
import type { Update } from "../plan/plan.ts";

/** How an optimizer of TensorFlow.js is updated by a kernel. */
export interface OptimizerRule {
  readonly update: Exclude<Update, undefined>;
  /** The fields that hold its moments, and what TensorFlow.js calls each of them. */
  readonly slots: readonly (readonly [field: Slot, name: string])[];
  /** The numbers that the kernel is told at each step, before it. */
  readonly constants: (optimizer: Optimizer) => readonly number[];
  /** Does what else TensorFlow.js does at the end of a step. */
  readonly finish: (tf: typeof Tensorflow, optimizer: Optimizer) => void;
}

type Slot = {
  [Field in keyof Optimizer]-?: Optimizer[Field] extends OptimizerVariable[] | undefined
    ? Field
    : never;
}[keyof Optimizer];

const scalarOf = (tensor: Tensorflow.Tensor): number => tensor.dataSync()[0]!;

/** The rule of an optimizer, or undefined: TensorFlow.js then applies the gradients itself. */
export function ruleOf(optimizer: Optimizer): OptimizerRule | undefined {
  switch (optimizer.getClassName()) {
    case "SGD":
      return { update: "sgd", slots: [], constants: ({ c }) => [scalarOf(c!)], finish: count };
    case "Momentum":
      return {
        update: optimizer.useNesterov ? "nesterov" : "momentum",
        slots: [["accumulations", "momentum"]],
        constants: ({ c, m }) => [scalarOf(c!), scalarOf(m!)],
        finish: count,
      };
    case "RMSProp":
      return optimizer.centered ? undefined : rmsProp;
    case "Adam":
      return adam;
    default:
      return undefined;
  }
}

function count(_tf: unknown, optimizer: Optimizer): void {
  optimizer.incrementIterations();
}

const rmsProp: OptimizerRule = {
  update: "rmsProp",
  slots: [
    ["accumulatedMeanSquares", "rms"],
    ["accumulatedMoments", "momentum"],
  ],
  constants: ({ learningRate, decay, momentum, epsilon }) => [
    ...[learningRate!, decay!, 1 - decay!, momentum!, epsilon!],
  ],
  finish: count,
};

const adam: OptimizerRule = {
  update: "adam",
  slots: [
    ["accumulatedFirstMoment", "m"],
    ["accumulatedSecondMoment", "v"],
  ],
  constants: ({ learningRate, beta1, beta2, accBeta1, accBeta2, epsilon }) => [
    ...[-learningRate!, beta1!, 1 - beta1!, beta2!, 1 - beta2!],
    // Rounded as the tensors of TensorFlow.js are.
    ...[Math.fround(1 - scalarOf(accBeta1!)), Math.fround(1 - scalarOf(accBeta2!)), epsilon!],
  ],
  finish(tf, optimizer) {
    const { accBeta1, accBeta2, beta1, beta2 } = optimizer;
    tf.tidy(() => {
      accBeta1!.assign(tf.scalar(scalarOf(accBeta1!) * Math.fround(beta1!)));
      accBeta2!.assign(tf.scalar(scalarOf(accBeta2!) * Math.fround(beta2!)));
    });
    optimizer.incrementIterations();
  },
};
