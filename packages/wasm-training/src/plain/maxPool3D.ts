import type { MaxPool3DAttrs, MaxPool3DGradAttrs } from "@tensorflow/tfjs-core";
import type { VolumeInfo } from "../geometry.ts";
import { valuesOf, type TrainingKernel } from "../trainingKernel.ts";

type Values = Readonly<Record<number, number>>;

/**
 * Calls `visit` with the place of each output and that of the maximum of its window: the last of equal ones, as on the cpu
 * backend, or -1 where all are NaN.
 */
function eachMaximum(
  info: VolumeInfo,
  values: Values,
  visit: (output: number, maximum: number) => void,
): void {
  const { inDepth, inHeight, inWidth, inChannels: channels } = info;
  const { front, top, left } = info.padInfo;
  const within = (first: number, length: number, size: number) =>
    [Math.max(0, first), Math.min(size, first + length)] as const;
  let output = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let z = 0; z < info.outDepth; z++) {
      const [firstLayer, endLayer] = within(
        z * info.strideDepth - front,
        info.filterDepth,
        inDepth,
      );
      for (let y = 0; y < info.outHeight; y++) {
        const [firstRow, endRow] = within(y * info.strideHeight - top, info.filterHeight, inHeight);
        for (let x = 0; x < info.outWidth; x++) {
          const [firstColumn, endColumn] = within(
            x * info.strideWidth - left,
            info.filterWidth,
            inWidth,
          );
          for (let channel = 0; channel < channels; channel++, output++) {
            let largest = -Infinity;
            let maximum = -1;
            for (let layer = firstLayer; layer < endLayer; layer++) {
              for (let row = firstRow; row < endRow; row++) {
                const start = ((image * inDepth + layer) * inHeight + row) * inWidth;
                for (let column = firstColumn; column < endColumn; column++) {
                  const place = (start + column) * channels + channel;
                  const value = values[place]!;
                  if (value >= largest) {
                    largest = value;
                    maximum = place;
                  }
                }
              }
            }
            visit(output, maximum);
          }
        }
      }
    }
  }
}

/**
 * Max pooling of volumes. TensorFlow.js's own kernel gives 1.2e-38, the smallest positive value, for a window without a
 * positive one.
 */
export const maxPool3D: TrainingKernel<"x", MaxPool3DAttrs> = ({
  inputs: { x },
  attrs: { filterSize, strides, pad, dimRoundingMode },
  backend,
  geometry,
}) => {
  const info = geometry.computePool3DInfo(
    x.shape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const y = backend.makeOutput(info.outShape, "float32");
  const values = backend.typedArrayFromHeap(x);
  const results = valuesOf(backend, y);
  eachMaximum(info, values, (output, maximum) => {
    results[output] = values[maximum] ?? -Infinity;
  });
  return y;
};

/**
 * Gradient of max pooling of volumes: each window hands its gradient to its last maximum, as on the cpu backend (which
 * for a window that is higher than wide, or wider than high, hands it to the wrong place).
 */
export const maxPool3DGrad: TrainingKernel<"dy" | "input", MaxPool3DGradAttrs> = ({
  inputs: { dy, input },
  attrs: { filterSize, strides, pad, dimRoundingMode },
  backend,
  geometry,
}) => {
  const info = geometry.computePool3DInfo(
    input.shape as [number, number, number, number, number],
    filterSize,
    strides,
    1,
    pad,
    dimRoundingMode,
  );
  const dx = backend.makeOutput(input.shape, "float32");
  const values = backend.typedArrayFromHeap(input);
  const gradients = valuesOf(backend, dy);
  // In double precision, as on the cpu backend.
  const totals = new Float64Array(values.length);
  eachMaximum(info, values, (output, maximum) => {
    if (maximum >= 0) totals[maximum]! += gradients[output]!;
  });
  valuesOf(backend, dx).set(totals);
  return dx;
};
