import type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";
import { isDilated } from "./gradients.ts";

/** What a function given to `tf.customGrad` returns. */
interface CustomGradient {
  readonly value: Tensor;
  readonly gradFunc: (dy: Tensor, saved: Tensor[]) => Tensor | Tensor[];
}
type CustomFunction = (...inputs: unknown[]) => CustomGradient;
type CustomGrad = (f: CustomFunction) => (...inputs: unknown[]) => unknown;

/** The part of the engine that a fused operation defines its gradient by. */
export interface FusedEngine {
  readonly backendName: string;
  readonly runKernel: (name: string, inputs: NamedTensorMap, attrs?: NamedAttrMap) => unknown;
  /** Read and replaced as a {@link CustomGrad}: its own type differs between versions of TypeScript's. */
  customGrad: unknown;
}

/** A call of a fused kernel. */
interface FusedCall {
  readonly name: string;
  readonly attrs: NamedAttrMap;
}

/** The kernels of the two gradients of each fused operation. */
const gradientKernels: Readonly<Partial<Record<string, readonly [input: string, filter: string]>>> =
  {
    FusedConv2D: ["Conv2DBackpropInput", "Conv2DBackpropFilter"],
    FusedDepthwiseConv2D: [
      "DepthwiseConv2dNativeBackpropInput",
      "DepthwiseConv2dNativeBackpropFilter",
    ],
  };

/** The replaced gradient of fused operations. */
export interface FusedGradients {
  /** Takes note of a call of a kernel, so that the operation around it is known. */
  readonly note: (name: string, attrs: NamedAttrMap) => void;
  /** Restores what was there. */
  readonly restore: () => void;
}

/**
 * Replaces the gradient of a dilated convolution without activation, which TensorFlow.js refuses to compute.
 *
 * Such a layer is a fused operation, whose gradient is in no registry: the operation hands it to `customGrad` of the
 * engine, along with a function that runs the fused kernel. So that method is replaced by one that puts our gradient in the place of
 * that of an operation in which a dilated kernel ran.
 *
 * @param kernels - Those of ours that are registered: without the gradients that it needs, an operation keeps its own.
 */
export function replaceFusedGradients(
  engine: FusedEngine,
  kernels: readonly string[],
): FusedGradients {
  const noted: FusedCall[] = [];
  let isRestored = false;
  const stock = engine.customGrad as CustomGrad;
  const wasOwn = Object.hasOwn(engine, "customGrad");

  const gradients = ({ name, attrs }: FusedCall, dy: Tensor, saved: Tensor[]): Tensor[] => {
    const run = (kernel: string, inputs: NamedTensorMap, kernelAttrs: NamedAttrMap) =>
      engine.runKernel(kernel, inputs, kernelAttrs) as Tensor;
    const [filter, x, y, bias] = saved as [Tensor, Tensor, Tensor, Tensor?];
    const [inputKernel, filterKernel] = gradientKernels[name]!;
    // Without the batch of one that the operation adds to a single image.
    const dyOfBatch = run("Reshape", { x: dy }, { shape: y.shape });
    const results = [
      run(inputKernel, { dy: dyOfBatch, filter }, { ...attrs, inputShape: x.shape }),
      run(filterKernel, { x, dy: dyOfBatch }, { ...attrs, filterShape: filter.shape }),
    ];
    // This backend takes no other bias than one value for each channel.
    if (bias) results.push(run("Sum", { x: dyOfBatch }, { axis: [0, 1, 2], keepDims: false }));
    return results;
  };

  const ours: CustomGrad = (f) =>
    stock.call(engine, (...inputs) => {
      noted.length = 0;
      const result = f(...inputs);
      const call = noted.pop();
      if (!call) return result;
      return {
        ...result,
        gradFunc: (dy, saved) =>
          isRestored ? result.gradFunc(dy, saved) : gradients(call, dy, saved),
      };
    });
  engine.customGrad = ours;

  return {
    note(name, attrs) {
      const needs = gradientKernels[name];
      // With an activation TensorFlow.js computes no gradient of the fused operation, but of one operation after the other.
      if (
        needs?.every((kernel) => kernels.includes(kernel)) &&
        attrs["activation"] === "linear" &&
        isDilated(attrs["dilations"])
      ) {
        noted.push({ name, attrs });
      }
    },
    restore() {
      isRestored = true;
      if (engine.customGrad !== ours) return;
      if (wasOwn) engine.customGrad = stock;
      else Reflect.deleteProperty(engine, "customGrad");
    },
  };
}
