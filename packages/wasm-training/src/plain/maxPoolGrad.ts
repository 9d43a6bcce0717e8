import type { MaxPoolGradAttrs } from "@tensorflow/tfjs-core";
import { poolInfo } from "../geometry.ts";
import { valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/**
 * Gradient of max pooling: each window hands its gradient to its first maximum, in row-major order.
 *
 * Bit for bit what the cpu backend computes, so a window without any value above -Infinity hands on nothing, and the
 * gradients that meet in one element are added in double precision, in the order of their windows.
 */
export const maxPoolGrad: TrainingKernel<"dy" | "input", MaxPoolGradAttrs> = ({
  inputs: { dy, input },
  attrs,
  backend,
  geometry,
}) => {
  if (input.dtype !== "float32" || dy.dtype !== "float32") return undefined;
  const info = poolInfo(geometry, input.shape, attrs);
  const { inHeight, inWidth, outHeight, outWidth, filterHeight, filterWidth } = info;
  const { strideHeight, strideWidth, inChannels: channels } = info;
  const { top, left } = info.padInfo;

  const dx = backend.makeOutput(input.shape, "float32");
  const values = valuesOf(backend, input);
  const gradients = valuesOf(backend, dy);
  const results = valuesOf(backend, dx);

  // One place more than the image has, of value -Infinity: a window points there until it meets a larger value, so that
  // a gradient without a maximum is added there and left out.
  const size = inHeight * inWidth * channels;
  const image = new Float32Array(size + 1).fill(-Infinity);
  const totals = new Float64Array(size + 1);
  const positions = new Int32Array(channels);
  for (let start = 0, source = 0; start < values.length; start += size) {
    image.set(values.subarray(start, start + size));
    totals.fill(0);
    for (let y = 0; y < outHeight; y++) {
      const firstRow = Math.max(0, y * strideHeight - top);
      const endRow = Math.min(inHeight, y * strideHeight - top + filterHeight);
      for (let x = 0; x < outWidth; x++, source += channels) {
        const firstColumn = Math.max(0, x * strideWidth - left);
        const endColumn = Math.min(inWidth, x * strideWidth - left + filterWidth);
        positions.fill(size);
        for (let row = firstRow; row < endRow; row++) {
          for (let column = firstColumn; column < endColumn; column++) {
            const place = (row * inWidth + column) * channels;
            for (let channel = 0; channel < channels; channel++) {
              const position = positions[channel]!;
              // A multiplication instead of an `if`, whose outcome no processor can predict: twice as fast.
              const isLarger = Number(image[place + channel]! > image[position]!);
              positions[channel] = position + (place + channel - position) * isLarger;
            }
          }
        }
        for (let channel = 0; channel < channels; channel++) {
          totals[positions[channel]!]! += gradients[source + channel]!;
        }
      }
    }
    results.set(totals.subarray(0, size), start);
  }
  return dx;
};
