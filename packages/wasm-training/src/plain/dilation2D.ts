import type { Dilation2DAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import type { Geometry } from "../geometry.ts";
import { sizeOf, type TrainingKernel } from "../trainingKernel.ts";

type Values = Readonly<Record<number, number>>;

function dilationInfo(
  geometry: Geometry,
  x: TensorInfo,
  filter: TensorInfo,
  { strides, pad, dilations }: Dilation2DAttrs,
) {
  return geometry.computeDilation2DInfo(
    x.shape as [number, number, number, number],
    filter.shape as [number, number, number],
    strides,
    pad,
    "NHWC",
    dilations,
  );
}

/**
 * Calls `visit` with the largest sum of a value and its weight in each window, and where they are: the first of equal sums,
 * as on the cpu backend.
 */
function eachMaximum(
  info: ReturnType<typeof dilationInfo>,
  values: Values,
  weights: Values,
  visit: (output: number, largest: number, value: number, weight: number) => void,
): void {
  const { inHeight, inWidth, inChannels: channels, padInfo } = info;
  let output = 0;
  for (let image = 0; image < info.batchSize; image++) {
    for (let y = 0; y < info.outHeight; y++) {
      for (let x = 0; x < info.outWidth; x++) {
        for (let channel = 0; channel < channels; channel++, output++) {
          let largest = -Infinity;
          let bestValue = -1;
          let bestWeight = -1;
          for (let filterRow = 0; filterRow < info.filterHeight; filterRow++) {
            const row = y * info.strideHeight - padInfo.top + filterRow * info.dilationHeight;
            if (row < 0 || row >= inHeight) continue;
            for (let filterColumn = 0; filterColumn < info.filterWidth; filterColumn++) {
              const column =
                x * info.strideWidth - padInfo.left + filterColumn * info.dilationWidth;
              if (column < 0 || column >= inWidth) continue;
              const value = ((image * inHeight + row) * inWidth + column) * channels + channel;
              const weight = (filterRow * info.filterWidth + filterColumn) * channels + channel;
              const sum = values[value]! + weights[weight]!;
              if (sum > largest) {
                largest = sum;
                bestValue = value;
                bestWeight = weight;
              }
            }
          }
          visit(output, largest, bestValue, bestWeight);
        }
      }
    }
  }
}

/**
 * Grayscale dilation: the largest sum of a value and its weight in each window, -Infinity in a window without any value.
 * TensorFlow.js's own kernel gives 1.2e-38, the smallest positive value, for a window without a positive sum.
 */
export const dilation2D: TrainingKernel<"x" | "filter", Dilation2DAttrs> = ({
  inputs: { x, filter },
  attrs,
  backend,
  geometry,
}) => {
  const info = dilationInfo(geometry, x, filter, attrs);
  const y = backend.makeOutput(info.outShape, x.dtype);
  const results = backend.typedArrayFromHeap(y);
  eachMaximum(
    info,
    backend.typedArrayFromHeap(x),
    backend.typedArrayFromHeap(filter),
    (output, largest) => {
      results[output] = largest;
    },
  );
  return y;
};

/** Gradient of a grayscale dilation: each window hands its gradient to what made its maximum. */
const dilation2DGrad =
  (of: "x" | "filter"): TrainingKernel<"x" | "filter" | "dy", Dilation2DAttrs> =>
  ({ inputs: { x, filter, dy }, attrs, backend, geometry }) => {
    const target = of === "x" ? x : filter;
    const gradient = backend.makeOutput(target.shape, target.dtype);
    const gradients = backend.typedArrayFromHeap(dy);
    const totals = new Float64Array(sizeOf(target.shape));
    eachMaximum(
      dilationInfo(geometry, x, filter, attrs),
      backend.typedArrayFromHeap(x),
      backend.typedArrayFromHeap(filter),
      (output, _largest, value, weight) => {
        const place = of === "x" ? value : weight;
        if (place >= 0) totals[place]! += gradients[output]!;
      },
    );
    backend.typedArrayFromHeap(gradient).set(totals);
    return gradient;
  };

export const dilation2DBackpropInput = /* @__PURE__ */ dilation2DGrad("x");
export const dilation2DBackpropFilter = /* @__PURE__ */ dilation2DGrad("filter");
