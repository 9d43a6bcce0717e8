import type { GatherV2Attrs } from "@tensorflow/tfjs-core";
import { sizeOf, type TrainingKernel } from "../trainingKernel.ts";

/** Fewer numbers than this are copied one by one faster than by a call. */
const shortRow = 16;

/**
 * Takes the rows that the indices name, whole, as the batches of `fit` are taken from the data. TensorFlow.js's own kernel
 * works out the place of each number, and with `batchDims` above 0 a wrong one.
 *
 * What it refuses, such as an index that is out of range, is left to it, and so are its errors.
 */
export const gatherV2: TrainingKernel<"x" | "indices", GatherV2Attrs> = ({
  inputs: { x, indices },
  attrs,
  backend,
}) => {
  const rank = x.shape.length;
  const along = attrs.axis < 0 ? attrs.axis + rank : attrs.axis;
  const batchDims = attrs.batchDims < 0 ? attrs.batchDims + indices.shape.length : attrs.batchDims;
  const batchShape = x.shape.slice(0, batchDims);
  if (
    x.dtype === "string" ||
    indices.dtype !== "int32" ||
    !(along >= 0 && along < rank && batchDims >= 0 && batchDims <= along) ||
    indices.shape.slice(0, batchDims).join() !== batchShape.join()
  ) {
    return undefined;
  }
  const length = x.shape[along]!;
  const named = backend.typedArrayFromHeap(indices);
  for (const index of named) if (!(index >= 0 && index < length)) return undefined;

  const batchSize = sizeOf(batchShape);
  const outer = sizeOf(x.shape.slice(batchDims, along));
  const row = sizeOf(x.shape.slice(along + 1));
  const count = sizeOf(indices.shape.slice(batchDims));
  const taken = backend.makeOutput(
    [...x.shape.slice(0, along), ...indices.shape.slice(batchDims), ...x.shape.slice(along + 1)],
    x.dtype,
  );
  // Views after the last allocation, which may move them. As integers, so that no bit of a NaN is lost.
  const { HEAPU8 } = backend.wasm;
  const isBytes = x.dtype === "bool";
  const heap = isBytes ? HEAPU8 : new Int32Array(HEAPU8.buffer);
  const placeOf = ({ dataId }: typeof x) => backend.getMemoryOffset(dataId) / (isBytes ? 1 : 4);
  const values = placeOf(x);
  const places = backend.typedArrayFromHeap(indices);
  let target = placeOf(taken);
  for (let batch = 0; batch < batchSize; batch++) {
    for (let block = 0; block < outer; block++) {
      const start = values + (batch * outer + block) * length * row;
      for (let place = batch * count; place < (batch + 1) * count; place++) {
        let source = start + places[place]! * row;
        const end = source + row;
        if (row < shortRow) {
          while (source < end) heap[target++] = heap[source++]!;
        } else {
          heap.copyWithin(target, source, end);
          target += row;
        }
      }
    }
  }
  return taken;
};
