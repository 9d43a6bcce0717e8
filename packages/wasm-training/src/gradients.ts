import type { GradConfig, NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";

/** What a replaced gradient needs of TensorFlow.js. */
export interface GradientRegistry {
  /** The engine in use now. */
  readonly engine: () => {
    /** The backend in use: a replaced gradient leaves every other than `"wasm"` to the one it replaced. */
    readonly backendName: string | undefined;
    /** Runs a kernel of that backend. */
    readonly runKernel: (name: string, inputs: NamedTensorMap, attrs?: NamedAttrMap) => unknown;
  };
  /** The gradient of an operation; `undefined` if it has none. */
  readonly getGradient: (kernelName: string) => GradConfig | undefined;
  /** Gives an operation a gradient, on all backends. */
  readonly registerGradient: (config: GradConfig) => void;
  /** Takes the gradient of an operation away. */
  readonly unregisterGradient: (kernelName: string) => void;
}

type Run = (name: string, inputs: NamedTensorMap, attrs?: NamedAttrMap) => Tensor;

/** A gradient made of our kernels, for operations whose own gradient does not reach them. */
interface ReplacedGradient {
  /** The operation whose gradient it is. */
  readonly of: string;
  /** The kernels it runs. */
  readonly needs: readonly string[];
  /** Whether TensorFlow.js's own operations are faster than the plain kernels. */
  readonly isForCompiled: boolean;
  /** The gradients of the inputs, or `undefined` to leave them to TensorFlow.js. */
  readonly compute: (
    run: Run,
    dy: Tensor,
    saved: Tensor[],
    attrs: NamedAttrMap,
  ) => Record<string, () => Tensor> | undefined;
}

/** One kernel in place of the three or four operations of TensorFlow.js's gradient. */
function activation(of: string, kernel: string): ReplacedGradient {
  return {
    of,
    needs: [kernel],
    isForCompiled: true,
    compute: (run, dy, [x]) =>
      x?.dtype === "float32" && dy.dtype === "float32"
        ? { x: () => run(kernel, { dy, x }) }
        : undefined,
  };
}

/** The gradient of a dilated convolution, which TensorFlow.js refuses to compute. */
function dilated(of: string, filterKernel: string, inputKernel: string): ReplacedGradient {
  return {
    of,
    needs: [filterKernel, inputKernel],
    isForCompiled: false,
    compute(run, dy, saved, attrs) {
      if (!isDilated(attrs["dilations"])) return undefined;
      const [x, filter] = saved as [Tensor, Tensor];
      return {
        x: () => run(inputKernel, { dy, filter }, { ...attrs, inputShape: x.shape }),
        filter: () => run(filterKernel, { x, dy }, { ...attrs, filterShape: filter.shape }),
      };
    },
  };
}

/** Whether any of the dilations is not 1. */
export function isDilated(dilations: unknown): boolean {
  return [dilations ?? 1].flat().some((dilation) => dilation !== 1);
}

const replacedGradients = (): readonly ReplacedGradient[] => [
  activation("Relu", "ReluGrad"),
  activation("Relu6", "Relu6Grad"),
  dilated("Conv2D", "Conv2DBackpropFilter", "Conv2DBackpropInput"),
  dilated(
    "DepthwiseConv2dNative",
    "DepthwiseConv2dNativeBackpropFilter",
    "DepthwiseConv2dNativeBackpropInput",
  ),
  dilated("Conv3D", "Conv3DBackpropFilterV2", "Conv3DBackpropInputV2"),
];

/**
 * Replaces the gradients that need nothing but the given kernels. The registry has one gradient for all backends, so the
 * new one hands on every call on another backend.
 *
 * @param isCompiled - Whether the build in use, which may change, is a compiled one.
 * @returns A function that restores the gradients that were there.
 */
export function replaceGradients(
  tf: GradientRegistry,
  kernels: readonly string[],
  isCompiled: () => boolean,
): () => void {
  // Someone may have wrapped our gradient, or recorded a call of it: restored, it hands on every call.
  let isRestored = false;
  const replaced = replacedGradients().flatMap(({ of, needs, isForCompiled, compute }) => {
    const stock = tf.getGradient(of);
    if (!stock || !needs.every((name) => kernels.includes(name))) return [];
    const ours: GradConfig = {
      ...stock,
      gradFunc(dy, saved, attrs) {
        const engine = tf.engine();
        const run: Run = (name, inputs, kernelAttrs) =>
          engine.runKernel(name, inputs, kernelAttrs) as Tensor;
        const isOurs =
          !isRestored && engine.backendName === "wasm" && (isCompiled() || !isForCompiled);
        const gradients = isOurs ? compute(run, dy as Tensor, saved, attrs) : undefined;
        return gradients ?? stock.gradFunc(dy, saved, attrs);
      },
    };
    return [{ of, stock, ours }];
  });
  const replace = (config: GradConfig) => {
    tf.unregisterGradient(config.kernelName);
    tf.registerGradient(config);
  };
  for (const { ours } of replaced) replace(ours);
  return () => {
    isRestored = true;
    for (const { of, stock, ours } of replaced) if (tf.getGradient(of) === ours) replace(stock);
  };
}
