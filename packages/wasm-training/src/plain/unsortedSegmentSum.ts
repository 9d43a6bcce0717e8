import type { UnsortedSegmentSumAttrs } from "@tensorflow/tfjs-core";
import { fail } from "../fail.ts";
import { sizeOf, valuesOf, type TrainingKernel } from "../trainingKernel.ts";

/**
 * Sum of the rows of each segment, which is the gradient of `gather` and so of an embedding. TensorFlow.js lacks it on
 * this backend.
 *
 * A row whose id is negative, or not below the number of segments, is left out, as on the cpu backend. Sums are in double
 * precision, because the row of a frequent word is the sum of thousands; unlike on the cpu backend, an infinite value
 * stays in its own segment.
 */
export const unsortedSegmentSum: TrainingKernel<"x" | "segmentIds", UnsortedSegmentSumAttrs> = ({
  inputs: { x, segmentIds },
  attrs: { numSegments },
  backend,
}) => {
  if (segmentIds.shape.length !== 1 || segmentIds.shape[0] !== x.shape[0]) {
    fail(
      RangeError,
      `UnsortedSegmentSum needs one id for each row of x, which has the shape [${x.shape.join()}], got the shape [${segmentIds.shape.join()}]`,
    );
  }
  const columns = sizeOf(x.shape.slice(1));
  const sums = backend.makeOutput([numSegments, ...x.shape.slice(1)], "float32");
  const values = backend.typedArrayFromHeap(x);
  const ids = backend.typedArrayFromHeap(segmentIds);
  const results = valuesOf(backend, sums).fill(0);

  // Totals of the segments that occur, which in an embedding of many words are few.
  const rowOf = new Map<number, number>();
  for (const id of ids) {
    if (id >= 0 && id < numSegments && !rowOf.has(id)) rowOf.set(id, rowOf.size);
  }
  const totals = new Float64Array(rowOf.size * columns);
  ids.forEach((id, row) => {
    const total = rowOf.get(id);
    if (total === undefined) return;
    let target = total * columns;
    const end = (row + 1) * columns;
    for (let source = row * columns; source < end; source++) totals[target++]! += values[source]!;
  });
  for (const [id, row] of rowOf) {
    results.set(totals.subarray(row * columns, (row + 1) * columns), id * columns);
  }
  return sums;
};
