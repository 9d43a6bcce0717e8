import type { BatchMatMulAttrs } from "@tensorflow/tfjs-core";
import { sizeOf, type CompiledKernel } from "../trainingKernel.ts";
import { range } from "./range.ts";
import { panelColumns, panelsOf, tile } from "./runs.ts";
import { addressOf, withScratch, wordBytes, writeIntegers } from "./scratch.ts";

/**
 * Products of matrices, of which either may be transposed. A right-hand matrix is copied into panels, which costs the
 * same either way; a transposed left-hand one is read along its columns, as in the gradient of a filter.
 */
export const batchMatMul: CompiledKernel<"a" | "b", BatchMatMulAttrs> = ({
  inputs: { a, b },
  attrs: { transposeA, transposeB },
  backend,
  compiled,
}) => {
  if (a.dtype !== "float32" || b.dtype !== "float32") return undefined;
  const [aRows, aColumns] = a.shape.slice(-2) as [number, number];
  const [bRows, bColumns] = b.shape.slice(-2) as [number, number];
  const rows = transposeA ? aColumns : aRows;
  const depth = transposeA ? aRows : aColumns;
  const columns = transposeB ? bRows : bColumns;
  const aBatch = a.shape.slice(0, -2);
  const bBatch = b.shape.slice(0, -2);
  const aCount = sizeOf(aBatch);
  const bCount = sizeOf(bBatch);
  const batch = isRepeatedOver(bBatch, aBatch)
    ? aBatch
    : isRepeatedOver(aBatch, bBatch)
      ? bBatch
      : undefined;
  // One plain product is what TensorFlow.js computes fast.
  const isPlain = aCount === 1 && bCount === 1 && !transposeA && !transposeB;
  if (!batch || isPlain || sizeOf([...batch, rows, depth, columns]) === 0) return undefined;

  const product = backend.makeOutput([...batch, rows, columns], "float32");
  const panels = panelsOf(columns);
  const totalWords = transposeA ? panels * Math.ceil(rows / tile) * tile * panelColumns : 0;
  withScratch(
    backend,
    {
      runs: 1,
      places: transposeA ? 0 : rows,
      targets: transposeA ? 0 : rows,
      panels: panels * depth * panelColumns,
      totals: totalWords,
    },
    (scratch) => {
      writeIntegers(backend, scratch.runs, [0]);
      if (!transposeA) {
        writeIntegers(
          backend,
          scratch.places,
          range(rows).map((row) => row * depth * wordBytes),
        );
        writeIntegers(
          backend,
          scratch.targets,
          range(rows).map((row) => row * columns * wordBytes),
        );
      }
      const panelBytes = depth * panelColumns * wordBytes;
      for (let index = 0; index < sizeOf(batch); index++) {
        const left = addressOf(backend, a) + (aCount === 1 ? 0 : index) * rows * depth * wordBytes;
        const right =
          addressOf(backend, b) + (bCount === 1 ? 0 : index) * depth * columns * wordBytes;
        const to = addressOf(backend, product) + index * rows * columns * wordBytes;
        if (index === 0 || bCount > 1) {
          compiled.packPanels(
            right,
            (transposeB ? 1 : columns) * wordBytes,
            (transposeB ? depth : 1) * wordBytes,
            depth,
            columns,
            scratch.panels,
            panelBytes,
          );
        }
        if (transposeA) {
          compiled.clear(scratch.totals, totalWords * wordBytes);
          compiled.addFilterGradient(
            left,
            0,
            rows * wordBytes,
            1,
            depth,
            scratch.runs,
            1,
            rows,
            scratch.panels,
            panelBytes,
            panelColumns * wordBytes,
            panels,
            scratch.totals,
          );
          compiled.storeFilterGradient(scratch.totals, 1, rows, columns, to);
        } else {
          compiled.convolve(
            left,
            scratch.places,
            scratch.targets,
            rows,
            scratch.runs,
            1,
            depth * wordBytes,
            scratch.panels,
            to,
            columns,
          );
        }
      }
    },
  );
  return product;
};

/** Whether every matrix of one batch meets a matrix of its own, or the only one, of the other. */
function isRepeatedOver(batch: readonly number[], other: readonly number[]): boolean {
  return batch.join() === other.join() || (sizeOf(batch) === 1 && batch.length <= other.length);
}
