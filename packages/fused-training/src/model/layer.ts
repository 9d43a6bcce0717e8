import type { Tensor, Variable } from "@tensorflow/tfjs";

/** A weight of a layer of TensorFlow.js. */
export interface LayerVariable {
  readonly shape: readonly number[];
  readonly name: string;
  /** The variable of the engine, which holds the values. */
  readonly read: () => Variable;
}

interface Named {
  readonly getClassName: () => string;
}

/** A regularizer of a layer. */
export interface Regularizer extends Named {
  readonly l1?: number;
  readonly l2?: number;
}

/** A symbolic tensor: what a layer made of others. */
export interface Symbol {
  readonly shape: readonly (number | null)[];
  readonly dtype: string;
  readonly sourceLayer: Layer;
  readonly nodeIndex: number;
}

/** The fields of the layers of TensorFlow.js 4 that decide what is computed; each class has some. */
export interface Layer extends Named {
  readonly name: string;
  readonly weights: readonly LayerVariable[];
  readonly inboundNodes: readonly { readonly inputTensors: readonly Symbol[] }[];
  readonly dataFormat?: string;
  readonly padding?: string;
  readonly strides?: readonly number[];
  readonly poolSize?: readonly number[];
  readonly kernelSize?: readonly number[];
  readonly dilationRate?: readonly number[];
  readonly depthMultiplier?: number;
  readonly kernel?: LayerVariable | null;
  readonly depthwiseKernel?: LayerVariable | null;
  readonly bias?: LayerVariable | null;
  readonly useBias?: boolean;
  readonly activation?: Named | null;
  readonly alpha?: number;
  readonly maxValue?: number | null;
  readonly axis?: number;
  readonly rate?: number;
  readonly seed?: number | null;
  readonly noiseShape?: unknown;
  readonly epsilon?: number;
  readonly momentum?: number;
  readonly gamma?: LayerVariable | null;
  readonly beta?: LayerVariable | null;
  readonly movingMean?: LayerVariable;
  readonly movingVariance?: LayerVariable;
  readonly kernelRegularizer?: Regularizer | null;
  readonly depthwiseRegularizer?: Regularizer | null;
  readonly biasRegularizer?: Regularizer | null;
  readonly gammaRegularizer?: Regularizer | null;
  readonly betaRegularizer?: Regularizer | null;
  readonly supportsMasking?: boolean;
}

/** A function of a model that takes the tensors of a batch and gives its loss and metrics. */
export type StepFunction = (data: (Tensor | null)[]) => Tensor[];

/** The fields of a compiled LayersModel of TensorFlow.js 4 that are read or replaced here. */
export interface Model {
  readonly inputs: readonly Symbol[];
  readonly outputs: readonly Symbol[];
  readonly loss?: unknown;
  readonly metrics?: unknown;
  readonly metricsTensors: readonly [metric: (target: Tensor, output: Tensor) => Tensor, number][];
  readonly collectedTrainableWeights: readonly LayerVariable[];
  readonly optimizer?: Optimizer;
  readonly stateful: boolean;
  makeTrainFunction: () => StepFunction;
  makeTestFunction: () => void;
  testFunction: StepFunction;
  predictLoop: (inputs: Tensor | Tensor[], batchSize: number) => unknown;
}

/** A Sequential of TensorFlow.js 4: the model that trains is within it, and is made anew by compile(). */
export interface Sequential {
  readonly model: Model;
  compile: (args: unknown) => void;
}

/** A variable of an optimizer. */
export interface OptimizerVariable {
  readonly originalName: string;
  readonly variable: Variable;
}

/** The fields of the optimizers of TensorFlow.js 4 that decide what is computed; each class has some. */
export interface Optimizer extends Named {
  learningRate?: number;
  /** Minus the rate of SGD and Momentum, which take it from here. */
  c?: Tensor;
  m?: Tensor;
  useNesterov?: boolean;
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  decay?: number;
  momentum?: number;
  centered?: boolean;
  accBeta1?: Variable;
  accBeta2?: Variable;
  accumulations?: OptimizerVariable[];
  accumulatedFirstMoment?: OptimizerVariable[];
  accumulatedSecondMoment?: OptimizerVariable[];
  accumulatedMeanSquares?: OptimizerVariable[];
  accumulatedMoments?: OptimizerVariable[];
  incrementIterations: () => void;
  applyGradients: (gradients: unknown) => void;
  getWeights: () => Promise<unknown>;
}
