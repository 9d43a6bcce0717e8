import type { Conv2DBackpropFilterAttrs } from "@tensorflow/tfjs-core";
import { convolutionInfo, type Dilated } from "../geometry.ts";
import { sizeOf, valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/**
 * Gradient of a convolution with respect to its filter, by a convolution.
 *
 * ```text
 * dw[ky, kx, c, o] = Σ_n Σ_y Σ_x  x[n, y · stride + ky · dilation − top, …, c] · dy[n, y, x, o]
 * ```
 *
 * Read with the batch `n` as the input channels, `c` as the batch and (ky, kx) as the place in the output, this is the
 * convolution of `x` with the filter `dy` in which stride and dilation of the forward pass change places.
 */
export const conv2DBackpropFilter: TrainingKernel<
  "x" | "dy",
  Conv2DBackpropFilterAttrs & Dilated
> = ({ inputs: { x, dy }, attrs, backend, geometry, run }) => {
  const info = convolutionInfo(geometry, x.shape, attrs.filterShape, attrs);
  if (info.dataFormat !== "channelsLast") return undefined;

  const { filterHeight, filterWidth, inChannels, outChannels, strideHeight, strideWidth } = info;
  const { dilationHeight, dilationWidth, effectiveFilterHeight, effectiveFilterWidth } = info;
  if (sizeOf(x.shape) === 0 || sizeOf(dy.shape) === 0) {
    const dw = backend.makeOutput(attrs.filterShape, "float32");
    valuesOf(backend, dw).fill(0);
    return dw;
  }

  // The padding below and to the right that gives exactly as many rows and columns as the filter has. A negative one
  // means that the forward pass never reached the last rows of x: they make surplus rows, left out of the copy below.
  const { top, left } = info.padInfo;
  const bottom = (info.outHeight - 1) * strideHeight + effectiveFilterHeight - info.inHeight - top;
  const right = (info.outWidth - 1) * strideWidth + effectiveFilterWidth - info.inWidth - left;

  const images = run("Transpose", { x }, { perm: [3, 1, 2, 0] });
  const filter = run("Transpose", { x: dy }, { perm: [1, 2, 0, 3] });
  const product = run(
    "Conv2D",
    { x: images, filter },
    {
      strides: [dilationHeight, dilationWidth],
      pad: [
        [0, 0],
        [top, Math.max(0, bottom)],
        [left, Math.max(0, right)],
        [0, 0],
      ],
      dataFormat: "NHWC",
      dilations: [strideHeight, strideWidth],
    },
  );
  backend.disposeData(images.dataId);
  backend.disposeData(filter.dataId);

  const dw = backend.makeOutput(attrs.filterShape, "float32");
  const from = valuesOf(backend, product);
  const to = valuesOf(backend, dw);
  const [, rows, columns] = product.shape as [number, number, number, number];
  for (let y = 0, target = 0; y < filterHeight; y++) {
    for (let x = 0; x < filterWidth; x++) {
      for (let channel = 0; channel < inChannels; channel++, target += outChannels) {
        const source = ((channel * rows + y) * columns + x) * outChannels;
        to.set(from.subarray(source, source + outChannels), target);
      }
    }
  }
  backend.disposeData(product.dataId);
  return dw;
};
