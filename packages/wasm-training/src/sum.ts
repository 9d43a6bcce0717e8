import type { SumAttrs } from "@tensorflow/tfjs-core";
import { sizeOf, valuesOf, type TrainingKernel } from "./trainingKernel.ts";

/**
 * Sum over leading axes, as for the gradient of a bias, in double precision and without the transposed copy that
 * TensorFlow.js's own kernel makes.
 */
export const sum: TrainingKernel<"x", SumAttrs> = ({
  inputs: { x },
  attrs: { axis, keepDims },
  backend,
}) => {
  const rank = x.shape.length;
  // TensorFlow.js passes `null` for every axis, which is no index and so left to its own kernel.
  const axes = [axis].flat().map((index) => (index < 0 ? index + rank : index));
  const areLeading = axes.every((value, index) => value === index);
  if (x.dtype !== "float32" || !areLeading || axes.length === 0 || axes.length === rank) {
    return undefined;
  }

  const kept = x.shape.slice(axes.length);
  const columns = sizeOf(kept);
  const out = backend.makeOutput(kept, "float32");
  const values = valuesOf(backend, x);
  const totals = valuesOf(backend, out);
  let column = 0;
  // Four columns a pass: totals in local variables are several times as fast as totals in an array.
  for (; column + 4 <= columns; column += 4) {
    let first = 0;
    let second = 0;
    let third = 0;
    let fourth = 0;
    for (let source = column; source < values.length; source += columns) {
      first += values[source]!;
      second += values[source + 1]!;
      third += values[source + 2]!;
      fourth += values[source + 3]!;
    }
    totals.set([first, second, third, fourth], column);
  }
  for (; column < columns; column++) {
    let total = 0;
    for (let source = column; source < values.length; source += columns) total += values[source]!;
    totals[column] = total;
  }
  return keepDims ? { ...out, shape: [...axes.map(() => 1), ...kept] } : out;
};
