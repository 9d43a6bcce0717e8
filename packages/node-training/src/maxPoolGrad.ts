import type * as Tensorflow from "@tensorflow/tfjs";
import type { Library } from "./library.ts";

type Pair = readonly [number, number];

interface Pooling {
  readonly filterSize: Pair | number;
  readonly strides: Pair | number;
  readonly pad: "valid" | "same" | number | Tensorflow.backend_util.ExplicitPadding;
  readonly dimRoundingMode?: "floor" | "round" | "ceil";
}

const kernelName = "MaxPoolGrad";
const backendName = "tensorflow";

/**
 * Computes the gradient of max-pooling with oneDNN, the library inside TensorFlow. TensorFlow's own kernel looks for the
 * maximum of each window a second time, and takes longer than any convolution of the reference network.
 *
 * @returns A function that puts back what was there before. `undefined` if this TensorFlow has no oneDNN.
 */
export function fuseMaxPoolGrad(tf: typeof Tensorflow, library: Library): (() => void) | undefined {
  const stock = tf.getKernel(kernelName, backendName) as Tensorflow.KernelConfig | undefined;
  const attributesOf = (ksize: readonly number[], strides: readonly number[], padding: string) => [
    library.float32("T"),
    library.integers("ksize", ksize),
    library.integers("strides", strides),
    library.text("padding", padding),
    library.text("data_format", "NHWC"),
    library.flag("workspace_enabled", true),
    // Under this label TensorFlow keeps the kernels that are oneDNN's.
    library.text("_kernel", "MklNameChangeOp"),
  ];
  const gradient = (
    x: Tensorflow.TensorInfo,
    dy: Tensorflow.TensorInfo,
    attributes: ReturnType<typeof attributesOf>,
  ): Tensorflow.Tensor => {
    const [input, slope] = library.idsOf([x, dy]) as [number, number];
    // The workspace, in which oneDNN notes where the maxima are, comes with another forward pass.
    const forward = library.run("_MklNativeMaxPool", attributes, [input], 2);
    const [output, workspace] = forward.map(({ id }) => id) as [number, number];
    try {
      const inputs = [input, output, slope, workspace];
      return library.adopt(library.run("_MklNativeMaxPoolGrad", attributes, inputs, 1)[0]!);
    } finally {
      library.delete(output, workspace);
    }
  };
  if (
    !stock ||
    !works(tf, (x, dy) => gradient(x, dy, attributesOf([1, 2, 2, 1], [1, 2, 2, 1], "VALID")))
  ) {
    return undefined;
  }

  const ours: Tensorflow.KernelConfig = {
    ...stock,
    kernelFunc(call) {
      const { dy, input } = call.inputs as Record<"dy" | "input", Tensorflow.TensorInfo>;
      const { filterSize, strides, pad, dimRoundingMode } = call.attrs as unknown as Pooling;
      const info = tf.backend_util.computePool2DInfo(
        input.shape as [number, number, number, number],
        filterSize as [number, number] | number,
        strides as [number, number] | number,
        1,
        pad,
        dimRoundingMode,
      );
      const padding = info.padInfo.type;
      const isHandled =
        input.dtype === "float32" &&
        dy.dtype === "float32" &&
        (padding === "VALID" || padding === "SAME") &&
        dy.shape.every((size) => size > 0);
      if (!isHandled) return stock.kernelFunc(call);
      const window = [1, info.filterHeight, info.filterWidth, 1];
      const step = [1, info.strideHeight, info.strideWidth, 1];
      return gradient(input, dy, attributesOf(window, step, padding));
    },
  };
  replace(tf, ours);
  return () => replace(tf, stock);
}

/** Whether the operations are there, and choose the first of equal maxima as TensorFlow does. */
function works(
  tf: typeof Tensorflow,
  gradient: (x: Tensorflow.Tensor, dy: Tensorflow.Tensor) => Tensorflow.Tensor,
): boolean {
  try {
    return tf.tidy(() => {
      const computed = gradient(
        tf.tensor4d([0, 2, 2, 1], [1, 2, 2, 1]),
        tf.tensor4d([3], [1, 1, 1, 1]),
      );
      return String(computed.dataSync()) === "0,3,0,0";
    });
  } catch {
    return false;
  }
}

function replace(tf: typeof Tensorflow, config: Tensorflow.KernelConfig): void {
  // Unregistering first, because TensorFlow.js warns about a kernel registered over another.
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel(config);
}
