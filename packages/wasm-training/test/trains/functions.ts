import { tf } from "../tensorflow.ts";
import { layer, operation, type Case } from "./case.ts";

const rows = [4, 5];

/** Every activation, by the name of its class in `tf.serialization`. */
const activationNames = [
  "elu",
  "selu",
  "relu",
  "relu6",
  "linear",
  "sigmoid",
  "hardSigmoid",
  "softplus",
  "softsign",
  "tanh",
  "softmax",
  "logSoftmax",
  "gelu",
  "gelu_new",
  "mish",
  "swish",
] as const;

export const activationCases: Readonly<Record<string, readonly Case[]>> = Object.fromEntries(
  activationNames.map((name) => [
    name,
    [
      layer(
        "of a dense layer",
        () => tf.layers.dense({ units: 3, activation: name as "relu" }),
        rows,
      ),
      layer(
        "of a convolution",
        () => tf.layers.conv2d({ filters: 3, kernelSize: 2, activation: name as "relu" }),
        [2, 5, 4, 2],
      ),
    ],
  ]),
);

type Loss = (labels: tf.Tensor, predictions: tf.Tensor) => tf.Tensor;

/** Every loss that `model.compile` knows by name. */
export const lossNames = [
  "meanSquaredError",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredLogarithmicError",
  "squaredHinge",
  "hinge",
  "categoricalHinge",
  "logcosh",
  "categoricalCrossentropy",
  "sparseCategoricalCrossentropy",
  "binaryCrossentropy",
  "kullbackLeiblerDivergence",
  "poisson",
  "cosineProximity",
] as const;

/** A model compiled with a loss, whose gradient is with respect to its weights. */
function compiled(loss: string): Case {
  return {
    options: "of a model",
    make() {
      const dense = tf.layers.dense({ units: 5, activation: "softmax", inputShape: [3] });
      const model = tf.sequential({ layers: [dense] });
      model.compile({ optimizer: "sgd", loss });
      dense.setWeights([
        tf.randomNormal([3, 5], 0, 1, "float32", 1),
        tf.randomNormal([5], 0, 1, "float32", 2),
      ]);
      const x = tf.randomNormal([4, 3], 0, 1, "float32", 3);
      const y =
        loss === "sparseCategoricalCrossentropy"
          ? tf.tensor2d([0, 3, 1, 4], [4, 1])
          : tf.softmax(tf.randomNormal([4, 5], 0, 1, "float32", 4));
      const { lossFunctions } = (model as unknown as { model: { lossFunctions: readonly Loss[] } })
        .model;
      const variables = dense.trainableWeights.map(
        (weight) => (weight as unknown as { val: tf.Variable }).val,
      );
      return {
        variables,
        compute: () => [lossFunctions[0]!(y, model.apply(x, { training: true }) as tf.Tensor)],
      };
    },
  };
}

export const lossCases: Readonly<Record<string, readonly Case[]>> = Object.fromEntries(
  lossNames.map((name) => [name, [compiled(name)]]),
);

const labels = () => tf.oneHot(tf.tensor1d([0, 3, 1, 4], "int32"), 5);
const probabilities = (x: tf.Tensor) => tf.softmax(x);

/** Every loss of `tf.losses`. */
export const coreLossCases: Readonly<Record<string, readonly Case[]>> = {
  absoluteDifference: [operation("", (x) => tf.losses.absoluteDifference(labels(), x), rows)],
  computeWeightedLoss: [
    operation(
      "",
      (x) => tf.losses.computeWeightedLoss(tf.square(x), tf.tensor1d([1, 0.5, 0, 2, 1])),
      rows,
    ),
  ],
  cosineDistance: [
    operation(
      "",
      (x) => tf.losses.cosineDistance(labels().toFloat(), tf.div(x, tf.norm(x)), 1),
      rows,
    ),
  ],
  hingeLoss: [operation("", (x) => tf.losses.hingeLoss(labels().toFloat(), x), rows)],
  huberLoss: [operation("", (x) => tf.losses.huberLoss(labels().toFloat(), x), rows)],
  logLoss: [operation("", (x) => tf.losses.logLoss(labels().toFloat(), probabilities(x)), rows)],
  meanSquaredError: [operation("", (x) => tf.losses.meanSquaredError(labels().toFloat(), x), rows)],
  sigmoidCrossEntropy: [operation("", (x) => tf.losses.sigmoidCrossEntropy(labels(), x), rows)],
  softmaxCrossEntropy: [operation("", (x) => tf.losses.softmaxCrossEntropy(labels(), x), rows)],
};

/** Every regularizer, as the penalty on the kernel of a layer. */
const regularized = (make: () => ReturnType<typeof tf.regularizers.l2>): Case => ({
  options: "of a kernel",
  make() {
    const dense = tf.layers.dense({ units: 3, kernelRegularizer: make(), inputShape: [5] });
    const model = tf.sequential({ layers: [dense] });
    model.compile({ optimizer: "sgd", loss: "meanSquaredError" });
    dense.setWeights([tf.randomNormal([5, 3], 0, 1, "float32", 1), tf.zeros([3])]);
    const { model: inner } = model as unknown as { model: tf.LayersModel };
    const variables = [(dense.trainableWeights[0] as unknown as { val: tf.Variable }).val];
    return { variables, compute: () => inner.calculateLosses() };
  },
});

export const regularizerCases: Readonly<Record<string, readonly Case[]>> = {
  l1: [regularized(() => tf.regularizers.l1({ l1: 0.1 }))],
  l1l2: [regularized(() => tf.regularizers.l1l2({ l1: 0.1, l2: 0.2 }))],
  l2: [regularized(() => tf.regularizers.l2({ l2: 0.2 }))],
};
