import type { SumAttrs } from "@tensorflow/tfjs-core";
import { leadingSum, sizeOf, type CompiledKernel } from "../trainingKernel.ts";
import { addressOf } from "./scratch.ts";

/**
 * Sum over leading axes, as for the gradient of a bias, in double precision and without the transposed copy that
 * TensorFlow.js's own kernel makes.
 */
export const sum: CompiledKernel<"x", SumAttrs> = ({ inputs: { x }, attrs, backend, compiled }) => {
  const plan = leadingSum(x, attrs);
  if (!plan) return undefined;
  const out = backend.makeOutput(plan.kept, "float32");
  compiled.sumColumns(addressOf(backend, x), plan.rows, sizeOf(plan.kept), addressOf(backend, out));
  return { ...out, shape: plan.shape };
};
