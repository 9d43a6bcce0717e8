import type { Layer, LayerVariable, Regularizer, Symbol } from "./layer.ts";
import {
  activations,
  needsArgument,
  type Activation,
  type Operation,
  type Shape,
  type WeightIndex,
  type Window,
} from "./operation.ts";
import { unsupported } from "./unsupported.ts";

/** A layer with what goes in and comes out, while its model is read. */
export interface Step {
  readonly layer: Layer;
  readonly x: Shape;
  readonly y: Shape;
  /** Enters a weight of the layer. */
  readonly weight: (variable: LayerVariable, regularizer?: Regularizer | null) => WeightIndex;
}

/** The shape of a sample of a symbolic tensor. */
export function shapeOf({ shape, sourceLayer }: Symbol): Shape {
  const [, ...sizes] = shape;
  if (!sizes.every((size) => size !== null && size > 0)) {
    unsupported(`${sourceLayer.name} gives images whose size is not known beforehand`);
  }
  const [first = 1, second = 1, third = 1] = sizes as number[];
  if (sizes.length === 1) return { height: 1, width: 1, channels: first };
  if (sizes.length === 3) return { height: first, width: second, channels: third };
  return unsupported(
    `${sourceLayer.name} gives tensors of rank ${String(shape.length)}, and only rows and images are planned`,
  );
}

const linear: Activation = { kind: "linear", slope: 0 };

/** The operations of a layer in their order; the last of them may be a softmax. */
export function operationsOf(step: Step): readonly Operation[] {
  const { layer } = step;
  return (readers.get(layer.getClassName()) ?? unknownLayer)(step);
}

function unknownLayer({ layer }: Step): never {
  return unsupported(`${layer.name} is a layer of the class ${layer.getClassName()}`);
}

type Reader = (step: Step) => readonly Operation[];

function activationOf({ layer }: Step): Activation | "softmax" {
  const name = layer.activation!.getClassName();
  if (name === "softmax") return name;
  const kind = activations.find((known) => known === name);
  return kind ? { kind, slope: 0 } : unsupported(`${layer.name} has the activation ${name}`);
}

/** A layer whose values go through an activation. */
function activated(
  step: Step,
  operation: (activation: Activation) => Operation,
): readonly Operation[] {
  const activation = activationOf(step);
  if (activation === "softmax") return [operation(linear), ...softmax(step)];
  if (!needsArgument(activation)) return [operation(activation)];
  return [operation(linear), ...activateWith({ ...step, x: step.y }, activation)];
}

const softmax = ({ layer, y }: Step): readonly Operation[] => {
  if (y.height * y.width > 1) unsupported(`${layer.name} takes the softmax of each pixel`);
  return [{ kind: "softmax", x: y, y }];
};

function windowOf({ layer, x, y }: Step, filter: readonly number[]): Window {
  if (layer.dataFormat === "channelsFirst") unsupported(`${layer.name} has its channels first`);
  const { strides = [1, 1], dilationRate = [1, 1] } = layer;
  const [strideHeight, strideWidth] = strides as [number, number];
  const [filterHeight, filterWidth] = filter as [number, number];
  const [dilationHeight = 1, dilationWidth = 1] = dilationRate;
  const margin = (size: number, outputs: number, stride: number, taps: number, dilation: number) =>
    layer.padding === "same"
      ? Math.floor(Math.max((outputs - 1) * stride + (taps - 1) * dilation + 1 - size, 0) / 2)
      : 0;
  return {
    filterHeight,
    filterWidth,
    strideHeight,
    strideWidth,
    dilationHeight,
    dilationWidth,
    top: margin(x.height, y.height, strideHeight, filterHeight, dilationHeight),
    left: margin(x.width, y.width, strideWidth, filterWidth, dilationWidth),
  };
}

/** Whether a window reaches beyond the image. */
function overhangs({ x, y }: Step, window: Window): boolean {
  return (
    window.top > 0 ||
    window.left > 0 ||
    (y.height - 1) * window.strideHeight + window.filterHeight > x.height ||
    (y.width - 1) * window.strideWidth + window.filterWidth > x.width
  );
}

const bias = ({ layer, weight }: Step): WeightIndex | undefined =>
  layer.bias ? weight(layer.bias, layer.biasRegularizer) : undefined;

const pool =
  (kind: "maxPool" | "averagePool"): Reader =>
  (step) => {
    const window = windowOf(step, step.layer.poolSize!);
    if (kind === "averagePool" && overhangs(step, window)) {
      unsupported(`${step.layer.name} takes averages over windows that reach beyond the image`);
    }
    return [{ kind, x: step.x, y: step.y, window }];
  };

const globalPool =
  (kind: "globalMaxPool" | "averagePool"): Reader =>
  ({ layer, x, y }) => {
    if (layer.dataFormat === "channelsFirst") unsupported(`${layer.name} has its channels first`);
    const window = {
      ...{ filterHeight: x.height, filterWidth: x.width, strideHeight: 1, strideWidth: 1 },
      ...{ dilationHeight: 1, dilationWidth: 1, top: 0, left: 0 },
    };
    return [{ kind, x, y, window }];
  };

const activateWith = ({ x, y }: Step, activation: Activation): readonly Operation[] => [
  { kind: "activate", x, y, activation },
];

const nothing: Reader = () => [];

const readers = new Map<string, Reader>([
  ["Flatten", nothing],
  ["Reshape", nothing],
  [
    "Conv2D",
    (step) => {
      const { layer, x, y, weight } = step;
      const window = windowOf(step, layer.kernelSize!);
      const filter = weight(layer.kernel!, layer.kernelRegularizer);
      const shared = { kind: "convolution", x, y, window, filter, isPooled: false } as const;
      return activated(step, (activation) => ({ ...shared, bias: bias(step), activation }));
    },
  ],
  [
    "DepthwiseConv2D",
    (step) => {
      const { layer, x, y, weight } = step;
      const window = windowOf(step, layer.kernelSize!);
      const filter = weight(layer.depthwiseKernel!, layer.depthwiseRegularizer);
      const shared = { kind: "depthwise", x, y, window, filter } as const;
      const multiplier = layer.depthMultiplier!;
      return activated(step, (activation) => ({
        ...shared,
        ...{ multiplier, bias: bias(step), activation },
      }));
    },
  ],
  [
    "Dense",
    (step) => {
      const { layer, x, y, weight } = step;
      if (x.height * x.width > 1) unsupported(`${layer.name} is dense over the channels of images`);
      const kernel = weight(layer.kernel!, layer.kernelRegularizer);
      return activated(step, (activation) => ({
        ...{ kind: "dense", x, y, kernel, bias: bias(step), activation },
      }));
    },
  ],
  ["MaxPooling2D", pool("maxPool")],
  ["AveragePooling2D", pool("averagePool")],
  ["GlobalMaxPooling2D", globalPool("globalMaxPool")],
  ["GlobalAveragePooling2D", globalPool("averagePool")],
  [
    "BatchNormalization",
    ({ layer, x, y, weight }) => {
      const rank = x.height * x.width > 1 ? 3 : layer.axis;
      if (layer.axis !== -1 && layer.axis !== rank) {
        unsupported(`${layer.name} does not normalize the channels`);
      }
      const { gamma, beta, movingMean, movingVariance, epsilon, momentum } = layer;
      if (!gamma || !beta) {
        return unsupported(
          `${layer.name} has no ${gamma ? "beta" : "gamma"}, without which TensorFlow.js does not train it`,
        );
      }
      return [
        {
          ...{ kind: "normalization", x, y, epsilon: epsilon!, momentum: momentum! },
          gamma: weight(gamma, layer.gammaRegularizer),
          beta: weight(beta, layer.betaRegularizer),
          movingMean: weight(movingMean!),
          movingVariance: weight(movingVariance!),
        },
      ];
    },
  ],
  [
    "Dropout",
    ({ layer, x, y }) => {
      const { rate = 0, seed, noiseShape } = layer;
      if (noiseShape) unsupported(`${layer.name} has a noiseShape`);
      return rate > 0 && rate < 1 ? [{ kind: "dropout", x, y, rate, seed: seed ?? undefined }] : [];
    },
  ],
  [
    "Activation",
    (step) => {
      const activation = activationOf(step);
      if (activation === "softmax") return softmax(step);
      return activation.kind === "linear" ? [] : activateWith(step, activation);
    },
  ],
  [
    "ReLU",
    (step) => {
      const { maxValue = null } = step.layer;
      if (maxValue !== null && maxValue !== 6) {
        unsupported(`${step.layer.name} cuts off at ${String(maxValue)}`);
      }
      return activateWith(step, { kind: maxValue === null ? "relu" : "relu6", slope: 0 });
    },
  ],
  // TensorFlow.js has no other slope than 1.
  ["ELU", (step) => activateWith(step, { kind: "elu", slope: 0 })],
  [
    "LeakyReLU",
    (step) => {
      const { alpha = 0 } = step.layer;
      if (alpha < 0) unsupported(`${step.layer.name} has a negative slope`);
      return activateWith(step, { kind: "leakyRelu", slope: alpha });
    },
  ],
  [
    "Softmax",
    (step) => {
      const { axis } = step.layer;
      if (axis !== -1 && axis !== 1) unsupported(`${step.layer.name} is along another axis`);
      return softmax(step);
    },
  ],
]);
