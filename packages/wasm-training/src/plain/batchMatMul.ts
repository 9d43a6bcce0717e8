import type { BatchMatMulAttrs, TensorInfo } from "@tensorflow/tfjs-core";
import { sizeOf, type TrainingKernel } from "../trainingKernel.ts";

/**
 * Product of two matrices of which at least one is to be transposed.
 *
 * The backend has a fast product for plain matrices only, so that copying the transposed one first pays.
 */
export const batchMatMul: TrainingKernel<"a" | "b", BatchMatMulAttrs> = ({
  inputs: { a, b },
  attrs: { transposeA, transposeB },
  backend,
  run,
}) => {
  const isMatrix = ({ shape, dtype }: TensorInfo) =>
    dtype === "float32" && sizeOf(shape) > 0 && sizeOf(shape.slice(0, -2)) === 1;
  if (!(transposeA || transposeB) || !isMatrix(a) || !isMatrix(b)) return undefined;

  const transpose = (x: TensorInfo) => {
    const [rows, columns] = x.shape.slice(-2) as [number, number];
    const copy = run("Transpose", { x: { ...x, shape: [rows, columns] } }, { perm: [1, 0] });
    return { ...copy, shape: [...x.shape.slice(0, -2), columns, rows] };
  };
  const left = transposeA ? transpose(a) : a;
  const right = transposeB ? transpose(b) : b;
  const product = run(
    "BatchMatMul",
    { a: left, b: right },
    { transposeA: false, transposeB: false },
  );
  if (transposeA) backend.disposeData(left.dataId);
  if (transposeB) backend.disposeData(right.dataId);
  return product;
};
