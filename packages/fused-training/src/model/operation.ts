/** An image, or a batch of one row each: height and width are then 1. */
export interface Shape {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** The words of one sample. */
export function wordsOf({ height, width, channels }: Shape): number {
  return height * width * channels;
}

/** The activations, in the order of `kernels/pointwise.h`. */
export const activations = [
  ...["linear", "relu", "relu6", "sigmoid", "tanh", "elu"],
  ...["selu", "hardSigmoid", "softsign", "leakyRelu"],
  ...["swish", "gelu_new", "gelu", "mish", "softplus"],
] as const;

const ofArgument: readonly string[] = ["swish", "gelu_new", "gelu", "mish", "softplus"];

/** Whether the gradient of an activation is told from its argument, which is then kept: by an operation of its own. */
export function needsArgument({ kind }: Activation): boolean {
  return ofArgument.includes(kind);
}

/** An activation, and the slope of a leaky one below 0. */
export interface Activation {
  readonly kind: (typeof activations)[number];
  readonly slope: number;
}

/** A window that moves over an image: a filter or a pool. */
export interface Window {
  readonly filterHeight: number;
  readonly filterWidth: number;
  readonly strideHeight: number;
  readonly strideWidth: number;
  readonly dilationHeight: number;
  readonly dilationWidth: number;
  /** Rows and columns of zeros before the first of the image. */
  readonly top: number;
  readonly left: number;
}

/** A place of a weight among those of the chain. */
export type WeightIndex = number;

/** Of an operation that makes one value of another, sample by sample. */
interface Mapping {
  readonly x: Shape;
  readonly y: Shape;
}

export interface Convolution extends Mapping {
  readonly kind: "convolution";
  readonly window: Window;
  readonly filter: WeightIndex;
  readonly bias: WeightIndex | undefined;
  readonly activation: Activation;
  /** Whether the maximum of each 2×2 outputs is taken; `y` is then what is left. */
  readonly isPooled: boolean;
}

export interface Depthwise extends Mapping {
  readonly kind: "depthwise";
  readonly window: Window;
  readonly multiplier: number;
  readonly filter: WeightIndex;
  readonly bias: WeightIndex | undefined;
  readonly activation: Activation;
}

export interface Dense extends Mapping {
  readonly kind: "dense";
  readonly kernel: WeightIndex;
  readonly bias: WeightIndex | undefined;
  readonly activation: Activation;
}

export interface Pool extends Mapping {
  /** A maximum of a whole image hands its gradient to each value that is the largest, a pooling to the first. */
  readonly kind: "maxPool" | "globalMaxPool" | "averagePool";
  readonly window: Window;
}

export interface Normalization extends Mapping {
  readonly kind: "normalization";
  readonly gamma: WeightIndex;
  readonly beta: WeightIndex;
  readonly movingMean: WeightIndex;
  readonly movingVariance: WeightIndex;
  readonly epsilon: number;
  readonly momentum: number;
}

export interface Dropout extends Mapping {
  readonly kind: "dropout";
  readonly rate: number;
  /** With a seed TensorFlow.js drops the same values at each step. */
  readonly seed: number | undefined;
}

export interface Activate extends Mapping {
  readonly kind: "activate";
  readonly activation: Activation;
}

/** The sum of two values: what goes around some layers, and what comes out of them. */
export interface Add extends Mapping {
  readonly kind: "add";
}

export interface Softmax extends Mapping {
  readonly kind: "softmax";
}

/** What a layer computes. */
export type Operation =
  Convolution | Depthwise | Dense | Pool | Normalization | Dropout | Activate | Add | Softmax;
